import { hasSupport } from '@dealtrail/deals/claims/source-book';
import { derivedFigures } from '@dealtrail/deals/derived/derived-figures';
import { matterOf } from '../conflicts/scope-conflicts.ts';
import { termsOf } from '../deal-current/deal-answer.ts';
import { dealScope } from '../deal-current/deal-scope.ts';
import type { DealScope } from '../deal-current/deal-scope.ts';
import type { FigureView } from '../figure-view.ts';
import type { Reader } from '../reader.ts';
import type { CapitalStackAnswer, ContingentView, CoverageView } from './answer.ts';
import { layersOf } from './layers.ts';

/**
 * Who pays for a deal: layers as claimed, coverage with what it counts, and the figures that follow by rule 9.
 * Undefined for a deal that nobody recorded by the reader's position.
 */
export const capitalStackAnswer = async (
  reader: Reader,
  dealId: string,
): Promise<CapitalStackAnswer | undefined> => {
  const scope = await dealScope(reader, dealId);
  if (scope === undefined) return undefined;
  const { effectiveAt } = reader;
  const financingIds = [...scope.financings.keys()];
  const subjects = [dealId, ...financingIds];
  const terms = new Map(subjects.map((subject) => [subject, termsOf(scope, subject, effectiveAt)]));
  const derived = derivedFigures(matterOf(scope, effectiveAt), dealId, financingIds);
  return {
    dealId,
    layers: layersOf(scope, (subject) => terms.get(subject) ?? {}, derived),
    coverage: subjects.flatMap((subject) => coverageOf(scope, subject)),
    derived,
    contingent: Object.values(terms.get(dealId) ?? {}).flatMap(contingentOf),
    changedAt: Math.max(...subjects.map((subject) => scope.claims.get(subject)?.changedAt ?? 0)),
  };
};

const coveragePaths: ReadonlySet<string> = new Set(['deal.coverage', 'financing.coverage']);

/** Every coverage that stands, also those that lost: each is made of something else. */
const coverageOf = ({ claims, sources: book }: DealScope, subject: string): readonly CoverageView[] =>
  (claims.get(subject)?.claims ?? [])
    .filter(
      ({ path, standing, sources }) =>
        coveragePaths.has(path) && standing === 'standing' && hasSupport(book, sources),
    )
    .map(({ path, value, measuredBy, sources, claimEventId }) => ({
      subject,
      path,
      value,
      numerator: measuredBy?.numerator ?? [],
      denominator: measuredBy?.denominator ?? null,
      sources,
      claimEventId,
    }));

const contingentOf = ({ path, value, because }: FigureView): readonly ContingentView[] =>
  /^deal\.support\..+\.cap$/.test(path)
    ? [{ path, value, claimEventId: because.claimEventId, sources: because.sources }]
    : [];
