import { arithmeticConflicts } from './arithmetic-conflicts.ts';
import { attributionConflicts } from './attribution-conflicts.ts';
import { basisConflicts } from './basis-conflicts.ts';
import type { Conflict, Matter } from './conflict.ts';
import { earlySources } from './early-sources.ts';
import { pathConflicts } from './path-conflicts.ts';
import { speakerConflicts } from './speaker-conflicts.ts';
import { windowConflicts } from './window-conflicts.ts';

export type { Conflict, ConflictClaim, ConflictClass, ConflictState, Matter } from './conflict.ts';

const positionsOf = (matter: Matter): ReadonlyMap<string, number> =>
  new Map([
    ...matter.claims.map(({ claimEventId, position }) => [claimEventId, position] as const),
    ...matter.events.map(({ event }) => [event.eventId, event.position] as const),
  ]);

/**
 * Rule 5: every conflict of the matter, in the order in which each could first be seen (its second claim). Derived
 * anew from claims, sources and the figure policy; nothing is stored, merged or averaged.
 */
export const conflictsOf = (matter: Matter): readonly Conflict[] => {
  const positions = positionsOf(matter);
  const secondClaim = ({ claims }: Conflict): number => {
    const sorted = claims
      .map(({ claimEventId }) => positions.get(claimEventId) ?? 0)
      .toSorted((a, b) => a - b);
    return sorted[1] ?? sorted[0] ?? 0;
  };
  const found = [
    ...pathConflicts(matter),
    ...basisConflicts(matter),
    ...windowConflicts(matter),
    ...attributionConflicts(matter),
    ...speakerConflicts(matter),
    ...earlySources(matter),
    ...arithmeticConflicts(matter),
  ];
  const seenAt = new Map(found.map((each) => [each, secondClaim(each)]));
  const at = (each: Conflict): number => seenAt.get(each) ?? 0;
  return found.toSorted((a, b) => at(a) - at(b) || (a.id < b.id ? -1 : 1));
};
