import { claimsOf } from '@dealtrail/deals/claims/claims-of';
import type { Find } from '@dealtrail/deals/claims/claims-of';
import { dealLife } from '@dealtrail/deals/deal/deal.stages';
import type { Citation } from '@dealtrail/deals/values/citation';
import type { Fact, FactOf } from '../facts.ts';
import { assessmentOf, stagesWith } from '../shared-state.ts';
import type { AssessmentView, PaymentView, PrepaymentView, RelationView, StageView } from './answer.ts';
import { noSpan, spanWith } from './span.ts';
import type { Span } from './span.ts';

export type PartyInRole = {
  readonly partyId: string;
  readonly role: string;
  readonly sources: readonly Citation[];
};

/** Who and what a deal is, by the event that says so with most authority: an announcement before a signing. */
type Opening = {
  readonly by: 'DealAnnounced' | 'DealSigned';
  readonly title: string | null;
  readonly class: string | null;
  readonly parties: readonly PartyInRole[];
};

type Payment = PaymentView & { readonly prepaymentId: string };

export type DealState = {
  readonly opening: Opening | null;
  readonly stages: readonly StageView[];
  readonly prepayments: readonly Omit<PrepaymentView, 'received'>[];
  readonly payments: readonly Payment[];
  readonly related: readonly Omit<RelationView, 'direction'>[];
  readonly assessments: readonly AssessmentView[];
  readonly span: Span;
  readonly changedAt: number;
};

export const noDeal: DealState = {
  opening: null,
  stages: [],
  prepayments: [],
  payments: [],
  related: [],
  assessments: [],
  span: noSpan,
  changedAt: 0,
};

/** The step for one standing event. Which claim wins is not judged here: that hangs on sources, which change later. */
export const dealAfter = (before: DealState, fact: Fact, find: Find): DealState => {
  const state = {
    ...before,
    span: spanWith(before.span, claimsOf(fact, find)),
    stages: stagesWith(before.stages, dealLife, fact),
  };
  if (fact.type === 'DealAnnounced' || fact.type === 'DealSigned')
    return { ...state, opening: opened(state.opening, fact) };
  if (fact.type === 'PrepaymentAgreed')
    return { ...state, prepayments: [...state.prepayments, prepaymentOf(fact)] };
  if (fact.type === 'PrepaymentReceived') return { ...state, payments: [...state.payments, paymentOf(fact)] };
  if (fact.type === 'DealsRelated') return { ...state, related: [...state.related, relationOf(fact)] };
  if (fact.type === 'AssessmentRecorded')
    return { ...state, assessments: [...state.assessments, assessmentOf(fact)] };
  return state;
};

const opened = (before: Opening | null, fact: FactOf<'DealAnnounced'> | FactOf<'DealSigned'>): Opening => {
  if (before?.by === 'DealAnnounced' && fact.type === 'DealSigned') return before;
  const { title, class: dealClass, parties } = fact.data;
  return {
    by: fact.type,
    title: title ?? before?.title ?? null,
    class: dealClass ?? before?.class ?? null,
    parties:
      parties?.map(({ partyId, role }) => ({ partyId, role, sources: fact.sources })) ??
      before?.parties ??
      [],
  };
};

const prepaymentOf = ({
  eventId,
  data,
  sources,
  modality,
}: FactOf<'PrepaymentAgreed'>): Omit<PrepaymentView, 'received'> => ({
  prepaymentId: data.prepaymentId,
  eventId,
  ...(data.share === undefined ? {} : { share: data.share }),
  ...(data.amount === undefined ? {} : { amount: data.amount }),
  of: data.of,
  ...(data.creditFrom === undefined ? {} : { creditFrom: data.creditFrom }),
  sources,
  modality,
});

const paymentOf = ({ eventId, position, data, sources }: FactOf<'PrepaymentReceived'>): Payment => ({
  prepaymentId: data.prepaymentId,
  eventId,
  position,
  amount: data.amount,
  receivedOn: data.receivedOn,
  sources,
});

const relationOf = ({ eventId, data, sources }: FactOf<'DealsRelated'>): Omit<RelationView, 'direction'> => ({
  otherDealId: data.otherDealId,
  kind: data.kind,
  eventId,
  sources,
});
