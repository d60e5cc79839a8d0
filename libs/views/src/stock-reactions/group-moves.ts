import { intervalOf } from '@dealtrail/deals/values/partial-date';
import type { MoveGroup } from './answer.ts';
import type { Move } from './moves.state.ts';

/**
 * Moves that speak of the same thing, side by side and never averaged: one listing, day, session, measure, trailing
 * period and benchmark. What a source leaves unspecified equals nothing else, so such a move is a group of its own.
 */
export const groupMoves = (moves: readonly Move[]): readonly MoveGroup[] => {
  const groups = new Map<string, Move[]>();
  for (const move of moves) {
    const key = sameThing(move);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [move]);
    else group.push(move);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [groupOf(first, group)];
  });
};

const sameThing = ({ eventId, partyId, listing, window }: Move): string => {
  const { session, measure, tradingDate, trailingPeriod, benchmark } = window;
  const { earliest, latest } = intervalOf(tradingDate);
  const dayKnown = earliest !== null && earliest === latest;
  const comparable = session !== 'unspecified' && measure !== 'unspecified' && dayKnown;
  if (!comparable) return eventId;
  const { ticker, mic } = listing;
  return JSON.stringify([
    partyId,
    ticker,
    mic,
    earliest,
    session,
    measure,
    trailingPeriod ?? null,
    benchmark ?? null,
  ]);
};

const groupOf = (first: Move, moves: readonly Move[]): MoveGroup => ({
  listing: first.listing,
  tradingDate: first.window.tradingDate,
  session: first.window.session,
  measure: first.window.measure,
  moves: moves.map((move) => ({
    eventId: move.eventId,
    position: move.position,
    streamId: move.streamId,
    partyId: move.partyId,
    change: move.change,
    asStated: move.asStated,
    window: move.window,
    attributedTo: move.attributedTo,
    sources: move.sources,
    modality: move.modality,
  })),
});
