import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import { askOf, eventId, specifySlice } from '../../specify-slice.ts';
import {
  agreed,
  announced,
  announcement,
  dealId,
  elsewhere,
  ended,
  prepayment,
  retracted,
  usd,
} from '../deal.examples.ts';
import { dealFrom } from '../deal.evolve.ts';
import { agreePrepayment } from './agree-prepayment.ts';
import type { AgreePrepayment } from './agree-prepayment.ts';

const { given } = specifySlice(agreePrepayment, dealFrom, dealId);
const agree = (data: AgreePrepayment = prepayment) => askOf('AgreePrepayment', data);
const fact = (data: AgreePrepayment = prepayment) => accept({ type: 'PrepaymentAgreed', data });
const refused = (code: string, more: object = {}) => ({ outcome: 'rejected', rejection: { code, ...more } });

const share = (
  bps: string,
  of: AgreePrepayment['of'] = 'totalValue',
  prepaymentId = 'upfront',
): AgreePrepayment => ({
  dealId,
  prepaymentId,
  of,
  share: { qualifier: 'exact', value: { bps } },
});
const amount = (digits: string, prepaymentId = 'upfront', currency = 'USD'): AgreePrepayment => ({
  dealId,
  prepaymentId,
  of: 'unspecified',
  amount: { qualifier: 'exact', value: { amount: digits, currency } },
});
const reported = (value: object) => ({
  type: 'TermReported',
  data: { dealId, path: 'deal.totalValue', value },
});

describe('agreeing a prepayment', () => {
  test('is recorded as a share or as an amount, as its source says', () => {
    expect(given(announced).when(agree())).toEqual(fact());
    expect(given(announced).when(agree(amount('200000000')))).toEqual(fact(amount('200000000')));
  });

  test('has no date of its own, so it is dated unknown', () => {
    expect(agreePrepayment.occurredOn(prepayment)).toBe('unknown');
    expect(agreePrepayment.stream(prepayment)).toBe(dealId);
  });

  test('is still welcome after the end of the deal, which proves nothing about an undated fact', () => {
    expect(given(announced, ended('2026-03')).when(agree())).toEqual(fact());
  });

  test('may be all of the value, and exactly what is left of it', () => {
    expect(given(announced).when(agree(share('10000')))).toEqual(fact(share('10000')));
    const rest = amount('800000000', 'rest');
    expect(given(announced, agreed).when(agree(rest))).toEqual(fact(rest));
  });

  test('is not judged against a value in another currency, or against none', () => {
    const euros = amount('900000000000', 'upfront', 'EUR');
    expect(given(announced).when(agree(euros))).toEqual(fact(euros));
    const undisclosed = { ...announcement, terms: { totalValue: { qualifier: 'undisclosed' } } };
    const large = amount('900000000000');
    expect(given({ ...announced, data: undisclosed }).when(agree(large))).toEqual(fact(large));
  });

  test('is judged against the largest value that any record claims, so that no source is refused on another', () => {
    const larger = amount('1500000000');
    const history = [announced, reported({ qualifier: 'exact', value: usd('2000000000') })];
    expect(given(...history).when(agree(larger))).toEqual(fact(larger));
    const open = [announced, reported({ qualifier: 'over', value: usd('1') })];
    expect(given(...open).when(agree(larger))).toEqual(fact(larger));
  });

  test('of a tranche does not add up with shares of the whole', () => {
    const history = [announced, { ...agreed, data: share('9000') }];
    const ofTranche = share('9000', 'trancheValue', 'second');
    expect(given(...history).when(agree(ofTranche))).toEqual(fact(ofTranche));
  });
});

describe('a prepayment is refused', () => {
  test('UNKNOWN_DEAL where nothing on record opens the deal', () => {
    expect(given().when(agree())).toMatchObject(refused('UNKNOWN_DEAL', { pointer: '/dealId' }));
    expect(given(announced, retracted(eventId(1))).when(agree())).toMatchObject(refused('UNKNOWN_DEAL'));
  });

  test('PREPAYMENT_EXCEEDS_VALUE for a share of more than the whole', () => {
    expect(given(announced).when(agree(share('10000.0001', 'unspecified')))).toMatchObject(
      refused('PREPAYMENT_EXCEEDS_VALUE', { pointer: '/share' }),
    );
    const overAll: AgreePrepayment = { ...prepayment, share: { qualifier: 'over', value: { bps: '10000' } } };
    expect(given(announced).when(agree(overAll))).toMatchObject(refused('PREPAYMENT_EXCEEDS_VALUE'));
  });

  test('PREPAYMENT_EXCEEDS_VALUE for an amount above every total value on record, though by a hundred-millionth', () => {
    expect(given(announced).when(agree(amount('1000000000.00000001')))).toMatchObject(
      refused('PREPAYMENT_EXCEEDS_VALUE', { pointer: '/amount' }),
    );
    const nearly = {
      ...announcement,
      terms: { totalValue: { qualifier: 'nearly', value: usd('1000000000') } },
    };
    expect(given({ ...announced, data: nearly }).when(agree(amount('1000000000')))).toMatchObject(
      refused('PREPAYMENT_EXCEEDS_VALUE'),
    );
  });

  test('PREPAYMENT_EXCEEDS_VALUE where it and the others together are more than the whole', () => {
    expect(given(announced, agreed).when(agree(share('8000.5', 'totalValue', 'rest')))).toMatchObject(
      refused('PREPAYMENT_EXCEEDS_VALUE'),
    );
    expect(given(announced, agreed).when(agree(amount('800000001', 'rest')))).toMatchObject(
      refused('PREPAYMENT_EXCEEDS_VALUE'),
    );
  });

  test('PREPAYMENT_EXCEEDS_VALUE where more was received than is said to be agreed', () => {
    const receipt = {
      type: 'PrepaymentReceived',
      data: { dealId, prepaymentId: 'upfront', amount: usd('200000001'), receivedOn: 'unknown' },
    };
    expect(given(announced, receipt).when(agree())).toMatchObject(refused('PREPAYMENT_EXCEEDS_VALUE'));
    expect(given(announced, receipt).when(agree(amount('200000000')))).toMatchObject(
      refused('PREPAYMENT_EXCEEDS_VALUE'),
    );
  });

  test('NON_POSITIVE_AMOUNT for an amount or a share of nothing', () => {
    expect(given(announced).when(agree(amount('0')))).toMatchObject(
      refused('NON_POSITIVE_AMOUNT', { pointer: '/amount/value/amount' }),
    );
    expect(given(announced).when(agree(share('-2000')))).toMatchObject(
      refused('NON_POSITIVE_AMOUNT', { pointer: '/share/value/bps' }),
    );
  });

  test('PREPAYMENT_ALREADY_AGREED with other fields, pointing to ReportTerm and CorrectRecord', () => {
    const decision = given(announced, agreed).when(agree(share('2500')));
    expect(decision).toMatchObject(refused('PREPAYMENT_ALREADY_AGREED', { other: eventId(2) }));
    expect(JSON.stringify(decision)).toMatch(/ReportTerm.*CorrectRecord/);
  });

  test('PREPAYMENT_ALREADY_AGREED from another source, pointing to CiteRecord', () => {
    const decision = given(announced, agreed).when({ ...agree(), sources: elsewhere });
    expect(decision).toMatchObject(
      refused('PREPAYMENT_ALREADY_AGREED', { other: eventId(2), pointer: '/sources/0' }),
    );
    expect(JSON.stringify(decision)).toContain('CiteRecord');
  });
});

describe('a prepayment stays quiet', () => {
  test('when the same is recorded from the same source', () => {
    expect(given(announced, agreed).when(agree())).toEqual(accept());
  });
});

describe('a retracted prepayment', () => {
  test('can be agreed again under its id, and no longer counts against the value', () => {
    const history = [announced, { ...agreed, data: share('9000') }, retracted(eventId(2))];
    expect(given(...history).when(agree())).toEqual(fact());
  });
});

describe('the fields of a prepayment', () => {
  const faults = (body: object) =>
    agreePrepayment.fields
      .safeParse(body)
      .error?.issues.map((issue) => [
        issue.path.join('.'),
        issue.code === 'custom' ? (issue.params?.['code'] as unknown) : issue.code,
      ]);

  test('are either a share or an amount, never none and never both', () => {
    expect(agreePrepayment.fields.safeParse(prepayment).success).toBe(true);
    expect(faults({ dealId, prepaymentId: 'p', of: 'unspecified' })).toEqual([['share', 'MISSING_FIELD']]);
    expect(faults({ ...prepayment, ...amount('1') })).toEqual([['amount', 'INVALID_FIELDS']]);
  });

  test('say what the share is of, if only that no source says', () => {
    expect(faults({ dealId, prepaymentId: 'p', share: prepayment.share })).toEqual([['of', 'invalid_value']]);
  });
});
