import { beforeEach, describe, expect, test } from '@jest/globals';
import { Desk, type Answer } from './specify-desk.ts';

const sources = [{ sourceId: 'source_acme-8k' }];
const usd = { qualifier: 'exact', value: { amount: '800000000', currency: 'USD' } };
const day = { qualifier: 'atMost', value: '2026-06-02' };
const words = { qualifier: 'exact', value: 'regular' };
const rate = { qualifier: 'exact', value: { bps: '2500' } };

const announcement = {
  dealId: 'deal_acme',
  class: 'cloudServices',
  title: 'Acme to supply Globex',
  parties: [
    { partyId: 'party_acme', role: 'provider' },
    { partyId: 'party_globex', role: 'customer' },
  ],
  announcedOn: '2026-03-02',
  sources,
};

let desk: Desk;
const report = (target: string, field: string, value: unknown) =>
  desk.record('ReportTerm', { targetCommandId: target, field, value, sources });

const faultsIn = (answer: Answer): readonly string[] => {
  const faults =
    answer.answer === 'malformed'
      ? answer.faults
      : answer.answer === 'refused'
        ? (answer.rejection.faults ?? [])
        : [];
  return faults.map(({ code, pointer }) => `${code} ${pointer}`);
};

beforeEach(() => {
  desk = new Desk();
  desk.record(
    'RegisterSource',
    { sourceId: 'source_acme-8k', publisher: 'Acme', publishedAt: '2026-06-02T01:21:00Z', tier: 'T1' },
    'filing',
  );
  desk.record('RegisterParty', { partyId: 'party_acme', legalName: 'Acme Compute Inc', sources }, 'acme');
  const renaming = { partyId: 'party_acme', newName: 'Acme AI', effectiveOn: '2026-06', sources };
  desk.record('RenameParty', renaming, 'renaming');
  desk.record(
    'CloseFinancing',
    {
      financingId: 'financing_gpu',
      borrower: 'party_acme',
      funds: [],
      closedOn: '2026-06-01',
      amount: usd,
      tranches: [{ trancheId: 'a', instrument: 'termLoan', commitment: usd }],
      sources,
    },
    'closing',
  );
  desk.record(
    'RecordStockMove',
    {
      partyId: 'party_acme',
      listing: { ticker: 'ACME', mic: 'XNAS' },
      change: rate,
      window: { session: 'unspecified', measure: 'unspecified', tradingDate: '2026-06-02' },
      sources,
    },
    'move',
  );
  desk.record('RegisterParty', { partyId: 'party_globex', legalName: 'Globex Corp', sources }, 'globex');
  desk.record('AnnounceDeal', announcement);
  desk.record('AgreePrepayment', {
    dealId: 'deal_acme',
    prepaymentId: 'p1',
    amount: usd,
    of: 'totalValue',
    sources,
  });
  desk.record(
    'ReceivePrepayment',
    { dealId: 'deal_acme', prepaymentId: 'p1', amount: usd.value, receivedOn: '2026-06', sources },
    'receipt',
  );
  desk.record(
    'ReportTerm',
    { financingId: 'financing_gpu', path: 'financing.coupon', value: rate, sources },
    'coupon',
  );
  const measuredBy = { numerator: ['debt'] };
  desk.record(
    'ReportTerm',
    { financingId: 'financing_gpu', path: 'financing.coverage', value: rate, measuredBy, sources },
    'coverage',
  );
});

describe("another source's value for a field of an event", () => {
  test.each([
    ['closing', 'closedOn', day],
    ['closing', 'amount', usd],
    ['closing', 'netProceeds', usd],
    ['closing', 'tranches.0.commitment', usd],
    ['closing', 'tranches.0.instrument', { qualifier: 'exact', value: 'term loan' }],
    ['move', 'change', rate],
    ['move', 'window.session', words],
    ['move', 'window.tradingDate', day],
    ['move', 'window.price', usd],
    ['acme', 'legalName', words],
    ['filing', 'publishedAt', day],
    ['receipt', 'amount', usd],
    ['coupon', 'value', rate],
  ])('of %s at %s is recorded in its stream', (target, field, value) => {
    expect(report(target, field, value)).toMatchObject({
      answer: 'recorded',
      event: {
        type: 'TermReported',
        streamId: desk.events.find(({ commandId }) => commandId === target)?.streamId,
        data: { field, value },
      },
    });
  });
  test.each([
    ['closing', 'colour', words],
    ['closing', 'tranches', words],
    ['closing', 'tranches.x.commitment', usd],
    ['closing', 'amount.value.amount', usd],
    ['move', 'window', words],
    ['filing', 'seen', words],
  ])('of %s at %s is refused: no such value there', (target, field, value) => {
    expect(report(target, field, value)).toMatchObject({
      rejection: { code: 'UNKNOWN_TERM_PATH', pointer: '/field' },
    });
  });
  test.each([
    ['closing', 'closedOn', usd, ['BAD_PARTIAL_DATE /value/value']],
    ['closing', 'closedOn', { qualifier: 'exact', value: 20260602 }, ['BAD_PARTIAL_DATE /value/value']],
    ['closing', 'amount', day, ['INVALID_FIELDS /value/value']],
    [
      'closing',
      'amount',
      { qualifier: 'exact', value: { amount: '9.7bn', currency: 'dollars' } },
      ['MALFORMED_DECIMAL /value/value/amount', 'BAD_CURRENCY /value/value/currency'],
    ],
    ['closing', 'amount', { qualifier: 'exact' }, ['MISSING_FIELD /value/value']],
    ['move', 'change', { qualifier: 'exact', value: { bps: 30 } }, ['MALFORMED_DECIMAL /value/value/bps']],
    ['coupon', 'value', { qualifier: 'exact', value: {} }, ['MISSING_FIELD /value/value/bps']],
    ['renaming', 'effectiveOn', words, ['BAD_PARTIAL_DATE /value/value']],
    ['filing', 'publishedAt', words, ['BAD_PARTIAL_DATE /value/value']],
    ['acme', 'legalName', { qualifier: 'exact', value: 7 }, ['BAD_TEXT /value/value']],
  ])('of %s at %s is refused for the faults of its type: %j', (target, field, value, faults) => {
    expect(faultsIn(report(target, field, value))).toEqual(faults);
  });
  test('told after another one is of the type of that field too', () => {
    desk.record(
      'ReportTerm',
      { targetCommandId: 'closing', field: 'closedOn', value: day, sources },
      'other',
    );
    expect(faultsIn(report('other', 'value', usd))).toEqual(['BAD_PARTIAL_DATE /value/value']);
    expect(report('other', 'value', { ...day, asStated: 'by early June' })).toMatchObject({
      answer: 'recorded',
    });
  });
  test('cannot be corrected to one of another type', () => {
    desk.record(
      'ReportTerm',
      { targetCommandId: 'closing', field: 'closedOn', value: day, sources },
      'other',
    );
    const changes = [{ path: 'value.value', to: '2026-13' }];
    expect(faultsIn(desk.record('CorrectRecord', { targetCommandId: 'other', changes, sources }))).toEqual([
      'BAD_PARTIAL_DATE /changes/0/to',
    ]);
  });
  test('happened on the date it gives as of', () => {
    expect(
      desk.record('ReportTerm', {
        targetCommandId: 'closing',
        field: 'amount',
        value: usd,
        asOf: '2026-06',
        sources,
      }),
    ).toMatchObject({ event: { occurredOn: '2026-06' } });
  });

  test('of a coverage names what is counted there too', () => {
    expect(report('coverage', 'value', { ...rate, asStated: 'about a quarter' })).toMatchObject({
      rejection: { code: 'COVERAGE_BASIS_REQUIRED', pointer: '/measuredBy' },
    });
  });
});
