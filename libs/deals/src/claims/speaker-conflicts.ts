import { extentOfClaim } from './claim-extent.ts';
import type { Claim } from './claim.ts';
import { conflict, conflictClaims, isLive } from './conflict.ts';
import type { Conflict, Matter } from './conflict.ts';

/** Told by sources of their own, and of different speakers: one source may well name two who spoke together. */
const differ = (a: Claim, b: Claim): boolean =>
  a.saidBy !== b.saidBy &&
  !a.sources.some(({ sourceId }) => b.sources.some((cited) => cited.sourceId === sourceId));

const sameWords = ({ claims, book }: Matter): readonly (readonly Claim[])[] => {
  const groups = new Map<string, Claim[]>();
  for (const claim of claims) {
    if (claim.saidBy === undefined || claim.value.qualifier === 'undisclosed' || !isLive(claim, book))
      continue;
    const key = JSON.stringify([claim.subject, claim.path, extentOfClaim(claim).key]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [claim]);
    else group.push(claim);
  }
  return [...groups.values()];
};

/** The same words given to different speakers by different sources: what is said agrees, who said it does not. */
export const speakerConflicts = (matter: Matter): readonly Conflict[] =>
  sameWords(matter).flatMap((group) => {
    const apart = group.filter((claim) => group.some((other) => differ(claim, other)));
    const [first] = apart;
    if (first === undefined) return [];
    const { subject, path, claimEventId } = first;
    const found = conflict({
      class: 'attribution',
      state: apart.some(({ adoption }) => adoption !== undefined) ? 'adopted' : 'open',
      subject,
      path,
      claims: conflictClaims(apart),
      why: `the same is put in the mouth of ${[...new Set(apart.map(({ saidBy }) => saidBy))].join(' and of ')}`,
    });
    return [{ ...found, id: `${found.id}:speakers:${claimEventId}` }];
  });
