import { financingLife } from '@dealtrail/deals/financing/financing.stages';
import { notchOf } from '@dealtrail/deals/values/rating';
import { claims } from '../claims/claims.ts';
import { citedBy } from '../claims/cited.ts';
import { subjectConflicts } from '../conflicts/scope-conflicts.ts';
import { rolesOf, termsOf } from '../deal-current/deal-answer.ts';
import { changedAtColumn } from '../index-query.ts';
import type { Condition, Place } from '../index-query.ts';
import { namesOf } from '../parties/parties.ts';
import type { Reader } from '../reader.ts';
import { stageAt, stagesDated } from '../shared-state.ts';
import { sortedPage } from '../sorted-page.ts';
import type { Page, Sort } from '../sorted-page.ts';
import { loadSources } from '../sources/source-book.ts';
import type { FinancingAnswer, RatingView } from './answer.ts';
import type { FinancingState } from './financing.state.ts';
import { financings } from './financings.ts';

/** Undefined for a financing that nobody recorded by the reader's position. */
export const financingAnswer = async (
  reader: Reader,
  financingId: string,
): Promise<FinancingAnswer | undefined> => (await financingAnswers(reader, [financingId]))[0];

const financingAnswers = async (
  reader: Reader,
  ids: readonly string[],
): Promise<readonly FinancingAnswer[]> => {
  const states = await reader.states(financings, ids);
  const held = await reader.states(claims, ids);
  const sources = await loadSources(reader, [...held.values()].flatMap(citedBy));
  const answers: FinancingAnswer[] = [];
  for (const id of ids) {
    const state = states.get(id);
    if (state !== undefined) answers.push(await render(reader, id, state, { claims: held, sources }));
  }
  return answers;
};

type Judged = Parameters<typeof termsOf>[0];

const render = async (
  reader: Reader,
  financingId: string,
  state: FinancingState,
  judged: Judged,
): Promise<FinancingAnswer> => {
  const { borrower, tranches, sourcesOfFunds, usesOfFunds, ratings, assessments } = state;
  const terms = termsOf(judged, financingId, reader.effectiveAt);
  const stages = stagesDated(state.stages, financingLife, terms);
  const conflicts = subjectConflicts(judged, financingId, reader.effectiveAt);
  return {
    financingId,
    borrower: borrower === null ? null : { partyId: borrower, name: await nameOf(reader, borrower) },
    parties: await rolesOf(reader, state.parties),
    funds: state.funds,
    stage: stageAt(stages, financingLife.order, reader.effectiveAt),
    stages,
    terms,
    tranches,
    sourcesOfFunds,
    usesOfFunds,
    ratings: ratings.map(withNotch),
    assessments,
    openConflicts: conflicts.filter((conflict) => conflict.state === 'open').length,
    changedAt: state.changedAt,
  };
};

const withNotch = ({
  eventId,
  position,
  rating,
  ...said
}: FinancingState['ratings'][number]): RatingView => ({
  eventId,
  position,
  rating,
  notch: notchOf(rating.agency, rating.symbol) ?? null,
  ...said,
});

const nameOf = async (reader: Reader, partyId: string): Promise<string | null> =>
  (await namesOf(reader, [partyId])).get(partyId) ?? null;

export type FinancingFilters = {
  /** A deal it funds. */
  readonly deal?: string;
  /** Its borrower, or a party to it. */
  readonly party?: string;
  /** The stage it is in. */
  readonly stage?: string;
  /** Changed after this position. */
  readonly changedSince?: number;
};

const byId: Sort<FinancingAnswer> = {
  scale: 'text',
  direction: 'asc',
  low: 'key',
  high: 'key',
  exact: ({ financingId }) => financingId,
};

const conditions = ({ deal, party, stage, changedSince }: FinancingFilters): readonly Condition[] => [
  ...(deal === undefined ? [] : [{ column: 'funds', is: 'holds', value: deal } as const]),
  ...(party === undefined ? [] : [{ column: 'parties', is: 'holds', value: party } as const]),
  ...(stage === undefined ? [] : [{ column: 'stages', is: 'holds', value: stage } as const]),
  ...(changedSince === undefined
    ? []
    : [{ column: changedAtColumn, is: 'atLeast', value: changedSince + 1, as: 'number' } as const]),
];

export const listFinancings = (
  reader: Reader,
  filters: FinancingFilters,
  { after, limit }: { readonly after?: Place; readonly limit: number },
): Promise<Page<FinancingAnswer>> =>
  sortedPage(reader, financings, {
    where: conditions(filters),
    sort: byId,
    limit,
    ...(after === undefined ? {} : { after }),
    keyOf: ({ financingId }) => financingId,
    render: (keys) => financingAnswers(reader, keys),
    accepts: ({ stage }) => filters.stage === undefined || stage === filters.stage,
  });
