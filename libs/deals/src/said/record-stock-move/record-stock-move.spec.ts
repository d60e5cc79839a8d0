import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bookFrom } from '../../record/book.ts';
import { askOf, eventId, specifySlice } from '../../specify-slice.ts';
import type { Instant } from '../../values/instant.ts';
import type { Window } from '../../values/window.ts';
import { recordStockMove, type StockMoveRecorded } from './record-stock-move.ts';

const { given } = specifySlice(recordStockMove, bookFrom, 'deal_acme-globex-cloud');

const move: StockMoveRecorded = {
  partyId: 'party_acme',
  dealId: 'deal_acme-globex-cloud',
  listing: { ticker: 'ACME', mic: 'XNAS' },
  change: { qualifier: 'nearly', value: { bps: '3000' }, asStated: 'nearly 30%' },
  window: { session: 'premarket', measure: 'unspecified', tradingDate: '2026-03-03' },
};
const record = (more: Partial<StockMoveRecorded> = {}) => askOf('RecordStockMove', { ...move, ...more });
const withWindow = (window: Partial<Window>, more: Partial<StockMoveRecorded> = {}) =>
  record({ ...more, window: { ...move.window, ...window } });
const usd = (amount: string) => ({ amount, currency: 'USD' });
const exact = (bps: string, asStated?: string) => ({ qualifier: 'exact' as const, value: { bps }, asStated });

const codeOf = (decision: ReturnType<ReturnType<typeof given>['when']>) =>
  decision.outcome === 'rejected' ? decision.rejection.code : decision.outcome;

describe('recording a share move', () => {
  test('produces the move with its session, measure and words', () => {
    expect(given().when(record())).toEqual(accept({ type: 'StockMoveRecorded', data: move }));
  });
  test('the same from the same source stays quiet', () => {
    expect(given({ type: 'StockMoveRecorded', data: move }).when(record())).toEqual(accept());
  });
  test('the same from another source is refused and points to CiteRecord', () => {
    expect(
      given({ type: 'StockMoveRecorded', data: move }).when({
        ...record(),
        sources: [{ sourceId: 'source_b' }],
      }),
    ).toMatchObject({ rejection: { code: 'ALREADY_RECORDED', other: eventId(1) } });
  });
  test('another session is another move', () => {
    expect(
      codeOf(given({ type: 'StockMoveRecorded', data: move }).when(withWindow({ session: 'unspecified' }))),
    ).toBe('accepted');
  });
  test('is written to the deal, else the financing, else the party', () => {
    const { dealId, ...rest } = move;
    expect(recordStockMove.stream(move)).toBe(dealId);
    expect(recordStockMove.stream({ ...rest, financingId: 'financing_x' })).toBe('financing_x');
    expect(recordStockMove.stream(rest)).toBe('party_acme');
  });
  test('happened on its trading date, also where nobody says which', () => {
    expect(recordStockMove.occurredOn(move)).toBe('2026-03-03');
    expect(recordStockMove.occurredOn({ ...move, window: { ...move.window, tradingDate: 'unknown' } })).toBe(
      'unknown',
    );
  });
});

describe('a fall', () => {
  test('of all there is is possible', () => {
    expect(codeOf(given().when(record({ change: exact('-10000') })))).toBe('accepted');
  });
  test.each([
    ['value', exact('-10000.0001')],
    ['value', { qualifier: 'atMost' as const, value: { bps: '-12000' } }],
    ['low', { qualifier: 'range' as const, low: { bps: '-10500' }, high: { bps: '-9000' } }],
  ])('of more than that is refused at its %s', (part, change) => {
    expect(given().when(record({ change }))).toMatchObject({
      rejection: { code: 'STOCK_MOVE_BELOW_MINUS_100', pointer: `/change/${part}/bps` },
    });
  });
});

describe('a trailing move', () => {
  test('says over what period', () => {
    expect(given().when(withWindow({ measure: 'trailing' }))).toMatchObject({
      rejection: { code: 'TRAILING_PERIOD_REQUIRED', pointer: '/window/trailingPeriod' },
    });
  });
  test('of 500% over a year is accepted', () => {
    expect(
      codeOf(
        given().when(
          withWindow(
            { session: 'unspecified', measure: 'trailing', trailingPeriod: { count: 1, unit: 'year' } },
            { change: exact('50000', '+500%') },
          ),
        ),
      ),
    ).toBe('accepted');
  });
});

describe('the price, the prior close and the change', () => {
  const prices = (price: string, priorClose: string, change?: StockMoveRecorded['change']) =>
    codeOf(given().when(withWindow({ price: usd(price), priorClose: usd(priorClose) }, { change })));

  test.each([
    ['74.88', '60.75', exact('2326'), 'accepted'],
    ['74.88', '60.75', exact('2330'), 'STOCK_MOVE_PRICES_DISAGREE'],
    ['74.88', '60.75', exact('2300', '23%'), 'accepted'],
    ['74.88', '60.75', exact('3000', '30%'), 'STOCK_MOVE_PRICES_DISAGREE'],
    ['74.88', '60.75', { qualifier: 'over' as const, value: { bps: '2000' } }, 'accepted'],
    ['74.88', '60.75', { qualifier: 'over' as const, value: { bps: '2400' } }, 'STOCK_MOVE_PRICES_DISAGREE'],
    ['50.00', '60.00', exact('-1667'), 'accepted'],
    ['50.00', '60.00', exact('1667'), 'STOCK_MOVE_PRICES_DISAGREE'],
    ['50.00', '60.00', { qualifier: 'undisclosed' as const }, 'accepted'],
    ['50.00', '60.00', undefined, 'accepted'],
  ])('%s after %s with %j: %s', (price, close, change, outcome) => {
    expect(prices(price, close, change)).toBe(outcome);
  });

  test('a price of nothing is no price', () => {
    expect(given().when(withWindow({ price: usd('0') }))).toMatchObject({
      rejection: { code: 'NON_POSITIVE_AMOUNT', pointer: '/window/price/amount' },
    });
  });
  test('two currencies are not compared', () => {
    expect(
      given().when(withWindow({ price: usd('10'), priorClose: { amount: '9', currency: 'AUD' } })),
    ).toMatchObject({ rejection: { code: 'CURRENCY_MISMATCH', pointer: '/window/priorClose/currency' } });
  });
  test('a change computed from the prices and rounded to its last place never disagrees with them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9_999_999 }),
        fc.integer({ min: 100, max: 9_999_999 }),
        (p, c) => {
          const inCents = (cents: number) =>
            `${String(Math.floor(cents / 100))}.${String(cents % 100).padStart(2, '0')}`;
          const bps = (BigInt(p - c) * 20_000n + BigInt(c) * (p < c ? -1n : 1n)) / (2n * BigInt(c));
          fc.pre(bps >= -10_000n);
          expect(prices(inCents(p), inCents(c), exact(String(bps)))).toBe('accepted');
        },
      ),
    );
  });
});

describe('the session and the time at which the price was seen', () => {
  const seen = (session: Window['session'], observedAt: Instant, more: Partial<Window> = {}, mic = 'XNAS') =>
    codeOf(given().when(withWindow({ session, observedAt, ...more }, { listing: { ticker: 'ACME', mic } })));
  const mismatch = 'SESSION_TIME_MISMATCH';

  const seenAt: readonly (readonly [Window['session'], string, string, why: string])[] = [
    ['premarket', '2026-03-03T13:15:00Z', 'accepted', '08:15 in New York'],
    ['premarket', '2026-03-03T14:30:00Z', 'accepted', 'the bell itself'],
    ['premarket', '2026-03-03T14:30:01Z', mismatch, 'a second after the bell'],
    ['premarket', '2026-03-04T13:15:00Z', mismatch, 'the next morning'],
    ['regular', '2026-03-03T14:29:59Z', mismatch, 'a second before the bell'],
    ['regular', '2026-03-03T10:00:00-05:00', 'accepted', '10:00 in New York'],
    ['regular', '2026-03-03T23:00:00Z', 'accepted', 'read off after the close'],
    ['afterHours', '2026-03-03T22:00:00Z', 'accepted', '17:00 in New York'],
    ['afterHours', '2026-03-03T18:00:00Z', mismatch, '13:00 in New York'],
    ['unspecified', '2026-03-03T18:00:00Z', 'accepted', 'no session to disagree with'],
  ];
  test.each(seenAt)('%s at %s: %s (%s)', (session, observedAt, outcome) => {
    expect(seen(session, observedAt)).toBe(outcome);
  });

  test('in summer time the bell rings an hour earlier by UTC', () => {
    expect(seen('premarket', '2026-07-01T13:45:00Z', { tradingDate: '2026-07-01' })).toBe(mismatch);
    expect(seen('premarket', '2026-12-01T13:45:00Z', { tradingDate: '2026-12-01' })).toBe('accepted');
  });
  test('summer time begins on the second Sunday of March and ends on the first of November', () => {
    const at = (day: string) => seen('premarket', `${day}T14:00:00Z`, { tradingDate: day });
    expect(['2026-03-06', '2026-03-09', '2026-10-30', '2026-11-02'].map(at)).toEqual([
      'accepted',
      mismatch,
      mismatch,
      'accepted',
    ]);
  });
  test('in Europe from the last Sunday of March to the last of October', () => {
    const at = (day: string) => seen('premarket', `${day}T07:30:00Z`, { tradingDate: day }, 'XLON');
    expect(['2026-03-27', '2026-03-30', '2026-10-23', '2026-10-26'].map(at)).toEqual([
      'accepted',
      mismatch,
      mismatch,
      'accepted',
    ]);
  });
  test('the last price of a regular session is not seen after it', () => {
    expect(seen('regular', '2026-03-03T23:00:00Z', { measure: 'lastVsPriorClose' })).toBe(mismatch);
  });
  test('a time without a zone proves nothing within a day', () => {
    expect(seen('premarket', { local: '2026-03-03T15:00', zone: 'unknown' })).toBe('accepted');
  });
  test('a time without a zone proves much after a week', () => {
    expect(seen('premarket', { local: '2026-03-10T15:00', zone: 'unknown' })).toBe(mismatch);
  });
  test.each([
    ['an unknown market', {}, 'unknown'],
    ['a day that is not one day', { tradingDate: '2026-03' }, 'XNAS'],
    ['a day before the laws of today', { tradingDate: '2006-03-03' }, 'XNAS'],
  ])('%s is not judged', (_, more, mic) => {
    expect(seen('premarket', '2026-03-03T18:00:00Z', more, mic)).toBe('accepted');
  });
});
