import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { claimsOfStream } from '../claims/claims-of-stream.ts';
import type { Matter } from '../claims/conflict.ts';
import { sourceBook } from '../claims/source-book.ts';
import { standing } from '../claims/standing.ts';
import { recordedAs } from '../specify-slice.ts';
import type { Past } from '../specify-slice.ts';
import { derivedFigures } from './derived-figures.ts';

const book = sourceBook([
  {
    sourceId: 'source_acme-8k',
    tier: 'T1',
    seen: true,
    derivedFrom: [],
    retracted: false,
    publishedAt: 'unknown',
  },
]);
const matterOf = (deal: readonly Past[], financing: readonly Past[]): Matter => {
  const ofDeal = standing(recordedAs('deal_a', deal));
  const shifted = recordedAs('financing_a', financing).map((event) => ({
    ...event,
    eventId: `f${String(event.position)}`,
  }));
  const ofFinancing = standing(shifted);
  const events = [...ofDeal, ...ofFinancing];
  const claims = [...claimsOfStream(ofDeal), ...claimsOfStream(ofFinancing)];
  return { claims, events, book, effectiveAt: '2026-11-22' };
};
const derived = (deal: readonly Past[], financing: readonly Past[] = []) =>
  Object.fromEntries(
    derivedFigures(matterOf(deal, financing), 'deal_a', ['financing_a']).map((each) => [each.name, each]),
  );

const usd = (amount: string, currency = 'USD') => ({ qualifier: 'exact', value: { amount, currency } });
const bps = (value: string) => ({ qualifier: 'exact', value: { bps: value } });
const reports = (path: string, value: unknown, more: object = {}): Past => ({
  type: 'TermReported',
  data: { path, value, ...more },
});

const value = reports('deal.totalValue', usd('9700000000'));
const term = reports('deal.term', { qualifier: 'exact', value: { count: 5, unit: 'year' } });
const announced = reports('deal.announcedOn', { qualifier: 'exact', value: '2025-11-03' });
const prepaid = (of: string): Past => ({
  type: 'PrepaymentAgreed',
  data: { prepaymentId: 'p1', share: bps('2000'), of },
});
const closed: Past = {
  type: 'FinancingClosed',
  data: {
    financingId: 'financing_a',
    borrower: 'party_a',
    funds: ['deal_a'],
    closedOn: { notAfter: '2026-06-02' },
    amount: usd('3650000000'),
  },
};
const coverage = (...numerator: string[]) =>
  reports('financing.coverage', bps('9600'), { measuredBy: { numerator } });

describe('figures that follow from what stands', () => {
  const all = derived(
    [value, term, announced, prepaid('unspecified')],
    [closed, coverage('this debt package')],
  );

  test.each([
    ['prepaymentAmount', { amount: '1940000000', currency: 'USD' }, '1940000000/1'],
    ['annualisedValue', { amount: '1940000000', currency: 'USD' }, '1940000000/1'],
    ['impliedCostDebtOnly', { amount: '3802083333.33', currency: 'USD' }, '11406250000/3'],
    ['impliedEquityGap', { amount: '152083333.33', currency: 'USD' }, '456250000/3'],
    ['impliedCostDebtAndPrepayment', { amount: '5822916666.67', currency: 'USD' }, '17468750000/3'],
    ['financingShareOfValue', { bps: '3762.89' }, '365000/97'],
    ['debtAndPrepayment', { amount: '5590000000', currency: 'USD' }, '5590000000/1'],
    ['valueAfterPrepayment', { amount: '7760000000', currency: 'USD' }, '7760000000/1'],
    ['daysFromAnnouncementToClosing', { count: 211, unit: 'day' }, '211/1'],
  ])('%s is %j', (name, result, exact) => {
    expect(all[name]).toMatchObject({ result, exact });
  });

  test('are shown in whole units too', () => {
    expect([all['impliedCostDebtOnly']?.wholeUnits, all['impliedCostDebtAndPrepayment']?.wholeUnits]).toEqual(
      ['3802083333', '5822916667'],
    );
  });

  test('name every claim that went in, and every assumption', () => {
    expect(
      all['impliedCostDebtAndPrepayment']?.inputs.map(({ path, claimEventId }) => [path, claimEventId]),
    ).toEqual([
      ['financing.amount', 'f1'],
      ['deal.totalValue', '0198c000-0000-7000-8000-000000000001'],
      ['deal.prepaymentShare', '0198c000-0000-7000-8000-000000000004'],
      ['financing.coverage', 'f2'],
    ]);
    expect(all['impliedCostDebtAndPrepayment']?.assumptions).toEqual([
      'the share is of the total value: no source says of what',
      'the coverage counts the prepayment too, although its source names only: this debt package',
    ]);
    expect(all['daysFromAnnouncementToClosing']?.assumptions).toEqual([
      'the closing is only bounded: at most so many days',
    ]);
  });

  test('two equal figures keep their own inputs: neither is taken for the other', () => {
    const paths = (name: string) => all[name]?.inputs.map(({ path }) => path);
    expect([paths('prepaymentAmount'), paths('annualisedValue')]).toEqual([
      ['deal.totalValue', 'deal.prepaymentShare'],
      ['deal.totalValue', 'deal.term'],
    ]);
  });
});

describe('a figure is not derived', () => {
  test('from what nobody said', () => {
    expect(Object.keys(derived([value]))).toEqual([]);
  });

  test('from a figure that is not exact', () => {
    const nearly = reports('deal.totalValue', {
      qualifier: 'nearly',
      value: { amount: '9', currency: 'USD' },
    });
    expect(Object.keys(derived([nearly, term, prepaid('totalValue')]))).toEqual([]);
  });

  test('from amounts in two currencies', () => {
    const euro = { ...closed, data: { ...(closed.data as object), amount: usd('1', 'EUR') } };
    expect(derived([value], [euro])['financingShareOfValue']).toBeUndefined();
  });

  test('from a share of a tranche, nor over nothing', () => {
    expect(derived([value, prepaid('trancheValue')])['prepaymentAmount']).toBeUndefined();
    const nothing = reports('financing.coverage', bps('0'), { measuredBy: { numerator: ['debt'] } });
    expect(derived([value], [closed, nothing])['impliedCostDebtOnly']).toBeUndefined();
  });

  test('twice: a coverage that counts the prepayment has one reading', () => {
    const names = Object.keys(
      derived([value, prepaid('totalValue')], [closed, coverage('debt', 'prepayment')]),
    );
    expect(names).toContain('impliedCostDebtAndPrepayment');
    expect(names).not.toContain('impliedCostDebtOnly');
  });
});

describe('with the cost known', () => {
  test('the coverage follows, with and without the prepayment', () => {
    const capex = reports('financing.gpuCapex', usd('5810000000'));
    const all = derived([value, prepaid('totalValue')], [closed, capex]);
    expect([all['coverageByDebt']?.result, all['coverageByDebtAndPrepayment']?.result]).toEqual([
      { bps: '6282.27' },
      { bps: '9621.34' },
    ]);
  });

  test('a stated amount of the prepayment is used as it is', () => {
    const all = derived([value, reports('deal.prepayment.p1.amount', usd('1900000000'))]);
    expect(all['prepaymentAmount']).toBeUndefined();
    expect(all['valueAfterPrepayment']?.result).toEqual({ amount: '7800000000', currency: 'USD' });
  });
});

describe('two prepayments of one deal', () => {
  const agreed = (prepaymentId: string, share: string): Past => ({
    type: 'PrepaymentAgreed',
    data: { prepaymentId, share: bps(share), of: 'totalValue' },
  });

  test('have an amount each, and what is left is left after both', () => {
    const deal = [value, agreed('p1', '2000'), agreed('p2', '500')];
    const matter = derivedFigures(matterOf(deal, []), 'deal_a', []);
    const amounts = matter.filter(({ name }) => name === 'prepaymentAmount');
    expect(amounts.map(({ prepaymentId, exact }) => [prepaymentId, exact])).toEqual([
      ['p1', '1940000000/1'],
      ['p2', '485000000/1'],
    ]);
    expect(matter.find(({ name }) => name === 'valueAfterPrepayment')?.exact).toBe('7275000000/1');
  });
});

test('what is paid ahead and what is left make up the whole, to the last unit', () => {
  fc.assert(
    fc.property(fc.bigInt(1n, 10n ** 15n), fc.integer({ min: 1, max: 10_000 }), (amount, share) => {
      const agreed: Past = {
        type: 'PrepaymentAgreed',
        data: { prepaymentId: 'p1', share: bps(String(share)), of: 'totalValue' },
      };
      const all = derived([reports('deal.totalValue', usd(String(amount))), agreed]);
      const parts = ['prepaymentAmount', 'valueAfterPrepayment'].map((name) =>
        (all[name]?.exact ?? '0/1').split('/').map(BigInt),
      );
      const [[n1 = 0n, d1 = 1n] = [], [n2 = 0n, d2 = 1n] = []] = parts;
      expect(n1 * d2 + n2 * d1).toBe(amount * d1 * d2);
    }),
  );
});
