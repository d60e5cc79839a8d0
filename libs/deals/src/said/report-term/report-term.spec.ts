import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import { parseCommand } from '../../command.ts';
import { bookFrom } from '../../record/book.ts';
import { askOf, eventId, specifySlice } from '../../specify-slice.ts';
import { reportTerm, type TermReported } from './report-term.ts';

const { given } = specifySlice(reportTerm, bookFrom, 'financing_acme-gpu');

const coverage: TermReported = {
  financingId: 'financing_acme-gpu',
  path: 'financing.coverage',
  value: { qualifier: 'exact', value: { bps: '9600' }, asStated: '96%' },
  measuredBy: { numerator: ['this debt package'], denominator: 'GPU spend' },
};
const report = (more: Partial<TermReported> = {}) => askOf('ReportTerm', { ...coverage, ...more });
const reported = { type: 'TermReported', data: coverage };

describe('reporting a term', () => {
  test('produces the report', () => {
    expect(given().when(report())).toEqual(accept({ type: 'TermReported', data: coverage }));
  });
  test('the same from the same source stays quiet', () => {
    expect(given(reported).when(report())).toEqual(accept());
  });
  test('the same from another source is refused and points to CiteRecord', () => {
    expect(given(reported).when({ ...report(), sources: [{ sourceId: 'source_wire' }] })).toMatchObject({
      rejection: { code: 'ALREADY_RECORDED', other: eventId(1) },
    });
  });
  test('the same as a rumour is other news', () => {
    expect(given(reported).when({ ...report(), modality: 'rumoured' })).toMatchObject({
      events: [{ type: 'TermReported' }],
    });
  });
  test('one source may contradict itself', () => {
    expect(
      given(reported).when(report({ value: { qualifier: 'exact', value: { bps: '6300' } } })),
    ).toMatchObject({
      events: [{ type: 'TermReported' }],
    });
  });
  test('what was retracted can be reported again', () => {
    const retracted = { type: 'RecordRetracted', data: { targetEventId: eventId(1) } };
    expect(given(reported, retracted).when(report())).toMatchObject({ events: [{ type: 'TermReported' }] });
  });
});

describe('a coverage', () => {
  test.each(['financing.coverage', 'deal.coverage'])('on %s names what is counted', (path) => {
    expect(given().when(report({ path, measuredBy: undefined }))).toMatchObject({
      rejection: { code: 'COVERAGE_BASIS_REQUIRED', pointer: '/measuredBy' },
    });
  });
  test('needs no denominator where none was named', () => {
    expect(given().when(report({ measuredBy: { numerator: ['debt'] } }))).toMatchObject({
      outcome: 'accepted',
    });
  });
  test('other paths need no basis', () => {
    expect(given().when(report({ path: 'financing.coupon', measuredBy: undefined }))).toMatchObject({
      outcome: 'accepted',
    });
  });
});

test('a report is as of the date it gives, which may lie ahead', () => {
  expect(reportTerm.occurredOn({ ...coverage, asOf: '2027' })).toBe('2027');
  expect(reportTerm.occurredOn(coverage)).toBeNull();
  expect(reportTerm.mayLieAhead).toBe(true);
});

test('a report on a field of an event goes to the stream of that event', () => {
  expect(
    reportTerm.stream({ targetEventId: eventId(1), field: 'closedOn', value: coverage.value }),
  ).toBeUndefined();
});

describe('the path decides the type of the value, and only that type speaks', () => {
  const faultsIn = (path: string, figure: unknown): readonly string[] => {
    const body = { dealId: 'deal_acme', path, value: figure, sources: [{ sourceId: 'source_acme-8k' }] };
    const parsed = parseCommand('ReportTerm', body);
    return parsed.ok ? [] : parsed.faults.map(({ code, pointer }) => `${code} ${pointer}`);
  };
  test.each([
    ['deal.totalValue', { currency: 'USD' }, ['MISSING_FIELD /value/value/amount']],
    ['deal.totalValue', {}, ['MISSING_FIELD /value/value/amount', 'MISSING_FIELD /value/value/currency']],
    ['deal.exchangeRatio', 1.5, ['MALFORMED_DECIMAL /value/value']],
    ['deal.startsOn', 20251103, ['BAD_PARTIAL_DATE /value/value']],
    ['deal.startsOn', {}, ['BAD_PARTIAL_DATE /value/value']],
    ['deal.stake', { amount: '1', currency: 'USD' }, 3],
    ['deal.site', 7, ['BAD_TEXT /value/value']],
    ['deal.site', undefined, ['MISSING_FIELD /value/value']],
    ['other.power-mix', { bps: 'half' }, ['MALFORMED_DECIMAL /value/value/bps']],
    ['other.power-mix', 7, ['BAD_TEXT /value/value']],
    ['deal.colour', { bps: 'half' }, ['UNKNOWN_TERM_PATH /path']],
  ])('%s: %j', (path, value, faults) => {
    const found = faultsIn(path, { qualifier: 'exact', value });
    expect(typeof faults === 'number' ? found.length : found).toEqual(faults);
  });
  test('a figure that is none is told once', () => {
    expect(faultsIn('deal.totalValue', '9.7bn')).toEqual(['INVALID_FIELDS /value']);
    expect(faultsIn('deal.totalValue', undefined)).toEqual(['MISSING_FIELD /value']);
    expect(faultsIn('deal.totalValue', { qualifier: 'range', value: 7, colour: 'red' })).toContain(
      'UNKNOWN_FIELD /value/colour',
    );
  });
});
