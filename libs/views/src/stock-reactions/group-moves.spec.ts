import { describe, expect, test } from '@jest/globals';
import { groupMoves } from './group-moves.ts';
import type { Move } from './moves.state.ts';

const move = (eventId: string, window: Partial<Move['window']> = {}, more: Partial<Move> = {}): Move => ({
  eventId,
  position: 1,
  streamId: 'deal_acme',
  partyId: 'party_acme',
  change: { qualifier: 'exact', value: { bps: '3000' } },
  asStated: null,
  window: { session: 'premarket', measure: 'lastVsPriorClose', tradingDate: '2025-11-03', ...window },
  attributedTo: null,
  sources: [],
  modality: 'stated',
  listing: { ticker: 'ACME', mic: 'XNAS' },
  ...more,
});

const sizes = (moves: readonly Move[]): readonly number[] =>
  groupMoves(moves).map((group) => group.moves.length);

describe('share-price moves', () => {
  test('stand side by side when listing, day, session and measure are the same', () => {
    const [group] = groupMoves([move('e1'), move('e2')]);
    expect(group).toMatchObject({
      tradingDate: '2025-11-03',
      session: 'premarket',
      measure: 'lastVsPriorClose',
    });
    expect(group?.moves.map(({ eventId }) => eventId)).toEqual(['e1', 'e2']);
  });

  test('stand apart when any of them differs', () => {
    const moves = [
      move('e1'),
      move('e2', { session: 'regular' }),
      move('e3', { measure: 'intradayHigh' }),
      move('e4', { tradingDate: '2025-11-04' }),
      move('e5', {}, { listing: { ticker: 'ACME', mic: 'XNYS' } }),
      move('e6', { benchmark: 'index' }),
    ];
    expect(sizes(moves)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('of an unspecified session never equal another, not even one that is unspecified too', () => {
    expect(sizes([move('e1', { session: 'unspecified' }), move('e2', { session: 'unspecified' })])).toEqual([
      1, 1,
    ]);
  });

  test('of an unspecified measure never equal another', () => {
    expect(sizes([move('e1', { measure: 'unspecified' }), move('e2', { measure: 'unspecified' })])).toEqual([
      1, 1,
    ]);
  });

  test('of an unknown or imprecise day never equal another', () => {
    expect(sizes([move('e1', { tradingDate: 'unknown' }), move('e2', { tradingDate: 'unknown' })])).toEqual([
      1, 1,
    ]);
    expect(sizes([move('e1', { tradingDate: '2025-11' }), move('e2', { tradingDate: '2025-11' })])).toEqual([
      1, 1,
    ]);
  });

  test('over different trailing periods are not the same thing', () => {
    const year = {
      measure: 'trailing',
      session: 'regular',
      trailingPeriod: { count: 1, unit: 'year' },
    } as const;
    const month = { ...year, trailingPeriod: { count: 1, unit: 'month' } } as const;
    expect(sizes([move('e1', year), move('e2', month), move('e3', year)])).toEqual([2, 1]);
  });
});
