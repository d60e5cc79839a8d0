import { scopeConflicts } from '../conflicts/scope-conflicts.ts';
import { dealScope } from '../deal-current/deal-scope.ts';
import type { Reader } from '../reader.ts';
import type { StockReactionsAnswer } from './answer.ts';
import { groupMoves } from './group-moves.ts';
import { stockReactions } from './moves-view.ts';

/**
 * Share-price moves recorded against a deal and the financings that fund it, side by side. Undefined for a deal that
 * nobody recorded by the reader's position.
 */
export const stockReactionsAnswer = async (
  reader: Reader,
  dealId: string,
): Promise<StockReactionsAnswer | undefined> => {
  const scope = await dealScope(reader, dealId);
  if (scope === undefined) return undefined;
  const streams = [dealId, ...scope.financings.keys()];
  const states = await reader.states(stockReactions, streams);
  const held = streams.flatMap((stream) => states.get(stream) ?? []);
  const moves = held.flatMap((state) => state.moves).toSorted((a, b) => a.position - b.position);
  const eventIds = new Set(moves.map(({ eventId }) => eventId));
  return {
    dealId,
    groups: groupMoves(moves),
    conflicts: scopeConflicts(scope, reader.effectiveAt).filter(({ claims }) =>
      claims.some(({ claimEventId }) => eventIds.has(claimEventId)),
    ),
    changedAt: Math.max(...held.map(({ changedAt }) => changedAt)),
  };
};
