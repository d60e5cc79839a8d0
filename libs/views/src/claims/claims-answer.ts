import type { Claim } from '@dealtrail/deals/claims/claim';
import type { Conflict } from '@dealtrail/deals/claims/conflict';
import { matrixOf } from '@dealtrail/deals/claims/matrix';
import { witnessesOf } from '@dealtrail/deals/claims/source-book';
import { scopeConflicts } from '../conflicts/scope-conflicts.ts';
import { dealScope } from '../deal-current/deal-scope.ts';
import { rankPaths } from '../ranking.ts';
import type { PathRanking } from '../ranking.ts';
import type { Reader } from '../reader.ts';
import type { Sources } from '../sources/source-book.ts';
import type { ClaimsAnswer, ClaimView, PathClaims } from './answer.ts';
import { citedBy } from './cited.ts';

/**
 * Who says what of a deal, of the financings that fund it and of their parties: every claim, also those that lost, were
 * retracted or corrected away. Undefined for a deal that nobody recorded by the reader's position.
 */
export const claimsAnswer = async (reader: Reader, dealId: string): Promise<ClaimsAnswer | undefined> => {
  const scope = await dealScope(reader, dealId);
  if (scope === undefined) return undefined;
  const { claims, sources } = scope;
  const conflicts = scopeConflicts(scope, reader.effectiveAt);
  const states = [...claims.values()];
  return {
    dealId,
    paths: [...claims].flatMap(([subject, state]) =>
      rankPaths(state, sources, reader.effectiveAt).map((ranked) =>
        pathClaims(subject, ranked, conflicts, sources),
      ),
    ),
    conflicts,
    matrix: matrixOf(
      states.flatMap((state) => state.claims),
      states.flatMap(citedBy),
    ),
    changedAt: Math.max(...states.map(({ changedAt }) => changedAt)),
  };
};

const pathClaims = (
  subject: string,
  { path, claims, ranking }: PathRanking,
  conflicts: readonly Conflict[],
  sources: Sources,
): PathClaims => {
  const standing = claims.filter((claim) => claim.standing === 'standing');
  return {
    subject,
    path,
    type: claims[0]?.kind ?? 'text',
    current: ranking.winner?.claimEventId ?? null,
    claims: claims.map((claim) => claimView(claim, sources)),
    witnesses: witnessesOf(
      sources,
      standing.flatMap((claim) => claim.sources),
    ),
    conflict: worstOf(conflicts.filter((each) => each.subject === subject && each.path === path)),
  };
};

const claimView = (claim: Claim, sources: Sources): ClaimView => {
  const { claimEventId, position, value, modality, measuredBy, standing } = claim;
  return {
    claimEventId,
    position,
    value,
    modality,
    sources: claim.sources,
    ...(measuredBy === undefined ? {} : { measuredBy }),
    witnesses: witnessesOf(sources, claim.sources),
    standing,
  };
};

/** An open conflict before one that is settled. */
const worstOf = (conflicts: readonly Conflict[]): Conflict | null =>
  conflicts.find(({ state }) => state === 'open') ?? conflicts[0] ?? null;
