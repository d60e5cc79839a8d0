import { financingLife } from '@dealtrail/deals/financing/financing.stages';
import type { AssessmentView, StageView } from '../deal-current/answer.ts';
import type { PartyInRole } from '../deal-current/deal.state.ts';
import type { Fact, FactOf } from '../facts.ts';
import { assessmentOf, stagesWith } from '../shared-state.ts';
import type { MoneyLine, RatingView, TrancheView } from './answer.ts';

/** The notch follows from the scale when asked: it is no part of what was recorded. */
type RatingOn = Omit<RatingView, 'notch'>;

export type FinancingState = {
  readonly borrower: string | null;
  readonly parties: readonly PartyInRole[];
  readonly funds: readonly string[];
  readonly stages: readonly StageView[];
  readonly tranches: readonly TrancheView[];
  readonly sourcesOfFunds: readonly MoneyLine[];
  readonly usesOfFunds: readonly MoneyLine[];
  readonly ratings: readonly RatingOn[];
  readonly assessments: readonly AssessmentView[];
  readonly changedAt: number;
};

export const noFinancing: FinancingState = {
  borrower: null,
  parties: [],
  funds: [],
  stages: [],
  tranches: [],
  sourcesOfFunds: [],
  usesOfFunds: [],
  ratings: [],
  assessments: [],
  changedAt: 0,
};

export const financingAfter = (before: FinancingState, fact: Fact): FinancingState => {
  const state = { ...before, stages: stagesWith(before.stages, financingLife, fact) };
  if (fact.type === 'FinancingAnnounced' || fact.type === 'FinancingClosed') return opened(state, fact);
  if (fact.type === 'FinancingRated') return { ...state, ratings: [...state.ratings, ratingOf(fact)] };
  if (fact.type === 'AssessmentRecorded')
    return { ...state, assessments: [...state.assessments, assessmentOf(fact)] };
  return state;
};

type Opening = FactOf<'FinancingAnnounced'> | FactOf<'FinancingClosed'>;

/** What a closing says prevails over what was announced; parties and funded deals add up. */
const opened = (state: FinancingState, fact: Opening): FinancingState => {
  const { borrower, parties = [], funds, tranches } = fact.data;
  const roles = parties.map(({ partyId, role }) => ({ partyId, role, sources: fact.sources }));
  const prevails = fact.type === 'FinancingClosed' || state.borrower === null;
  return {
    ...state,
    borrower: prevails ? borrower : state.borrower,
    parties: [
      ...state.parties,
      ...roles.filter((role) => !state.parties.some((each) => sameRole(each, role))),
    ],
    funds: [...new Set([...state.funds, ...funds])].toSorted(),
    tranches:
      prevails && tranches !== undefined
        ? tranches.map((each) => trancheOf(each, fact.eventId))
        : state.tranches,
    ...(fact.type === 'FinancingClosed'
      ? {
          sourcesOfFunds: linesOf(fact, fact.data.sourcesOfFunds),
          usesOfFunds: linesOf(fact, fact.data.usesOfFunds),
        }
      : {}),
  };
};

type Line = Pick<MoneyLine, 'kind' | 'amount'>;

const linesOf = ({ eventId, sources }: Opening, lines: readonly Line[] = []): readonly MoneyLine[] =>
  lines.map(({ kind, amount }) => ({ kind, amount, eventId, sources }));

const sameRole = (a: PartyInRole, b: PartyInRole): boolean => a.partyId === b.partyId && a.role === b.role;

type Tranche = NonNullable<FactOf<'FinancingClosed'>['data']['tranches']>[number];

const trancheOf = ({ trancheId, instrument, commitment }: Tranche, eventId: string): TrancheView => ({
  trancheId,
  instrument,
  commitment,
  eventId,
});

const ratingOf = ({ eventId, position, data, sources, modality }: FactOf<'FinancingRated'>): RatingOn => ({
  eventId,
  position,
  rating: data.rating,
  ratedOn: data.ratedOn,
  sources,
  modality,
});
