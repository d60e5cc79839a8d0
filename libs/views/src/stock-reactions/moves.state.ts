import type { Fact, FactOf } from '../facts.ts';
import type { Listing } from '@dealtrail/deals/values/listing';
import type { MoveView } from './answer.ts';

export type Move = MoveView & { readonly listing: Listing };

export type MovesState = { readonly moves: readonly Move[]; readonly changedAt: number };

export const noMoves: MovesState = { moves: [], changedAt: 0 };

export const movesAfter = (state: MovesState, fact: Fact): MovesState =>
  fact.type === 'StockMoveRecorded' ? { ...state, moves: [...state.moves, moveOf(fact)] } : state;

const moveOf = ({
  eventId,
  position,
  streamId,
  data,
  sources,
  modality,
}: FactOf<'StockMoveRecorded'>): Move => ({
  eventId,
  position,
  streamId,
  partyId: data.partyId,
  change: data.change ?? null,
  asStated: data.change?.asStated ?? null,
  window: data.window,
  attributedTo: data.attributedTo ?? null,
  sources,
  modality,
  listing: data.listing,
});
