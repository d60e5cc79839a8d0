import type { Claim } from '@dealtrail/deals/claims/claim';
import { byPath, rank } from '@dealtrail/deals/claims/rank';
import type { Ranking, Rival } from '@dealtrail/deals/claims/rank';
import { witnessesOf } from '@dealtrail/deals/claims/source-book';
import type { ClaimsState } from './claims/claims.ts';
import type { FigureView, RivalView } from './figure-view.ts';
import { compareText } from './order.ts';
import type { Sources } from './sources/source-book.ts';

export type PathRanking = {
  readonly path: string;
  readonly claims: readonly Claim[];
  readonly ranking: Ranking;
};

/** Rule 4 for every path that a stream's claims speak of, by path. */
export const rankPaths = (
  { claims }: Pick<ClaimsState, 'claims'>,
  book: Sources,
  effectiveAt: string,
): readonly PathRanking[] =>
  [...byPath(claims).values()]
    .map((group) => ({
      path: group[0]?.path ?? '',
      claims: group,
      ranking: rank(group, { book, effectiveAt }),
    }))
    .toSorted((a, b) => compareText(a.path, b.path));

/** The figure that stands on each path, by path; a path on which nothing stands has none. */
export const currentFigures = (
  state: Pick<ClaimsState, 'claims'>,
  book: Sources,
  effectiveAt: string,
): readonly FigureView[] =>
  rankPaths(state, book, effectiveAt).flatMap(({ path, ranking }) => {
    const { winner } = ranking;
    return winner === null ? [] : [figureView(path, winner, ranking, book)];
  });

const figureView = (path: string, winner: Claim, ranking: Ranking, book: Sources): FigureView => ({
  path,
  value: winner.value,
  because: {
    claimEventId: winner.claimEventId,
    sources: winner.sources,
    witnesses: witnessesOf(
      book,
      ranking.agreeing.flatMap(({ sources }) => sources),
    ),
    step: ranking.step,
    steps: ranking.steps.map(({ step, kept, dropped, detail }) => ({ step, kept, dropped, detail })),
    ...(ranking.marked === undefined ? {} : { marked: ranking.marked }),
  },
  rivals: ranking.rivals.map(rivalView),
  explained: ranking.explained.map(rivalView),
});

const rivalView = ({ claim, lostAt, why }: Rival): RivalView => ({
  claimEventId: claim.claimEventId,
  value: claim.value,
  sources: claim.sources,
  modality: claim.modality,
  lostAt,
  why,
});
