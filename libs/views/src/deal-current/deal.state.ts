import type { Claim } from '@dealtrail/deals/claims/claim';
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
};

type Payment = PaymentView & { readonly prepaymentId: string };

export type DealState = {
  readonly opening: Opening | null;
  /** Every class and every role that is claimed, in the order first recorded; which of them stand is judged when asked. */
  readonly classes: readonly string[];
  readonly parties: readonly Pick<PartyInRole, 'partyId' | 'role'>[];
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
  classes: [],
  parties: [],
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
  const state = withClaims(
    { ...before, stages: stagesWith(before.stages, dealLife, fact) },
    claimsOf(fact, find),
  );
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

/** Most events claim nothing about the deal itself. */
const withClaims = (before: DealState, said: readonly Claim[]): DealState =>
  said.length === 0
    ? before
    : {
        ...before,
        classes: withAll(before.classes, classesIn(said)),
        parties: withRoles(before.parties, rolesIn(said)),
        span: spanWith(before.span, said),
      };

/** The list itself where there is nothing new. */
const withAll = (held: readonly string[], more: readonly string[]): readonly string[] =>
  more.every((each) => held.includes(each)) ? held : [...new Set([...held, ...more])];

const opened = (before: Opening | null, fact: FactOf<'DealAnnounced'> | FactOf<'DealSigned'>): Opening => {
  if (before?.by === 'DealAnnounced' && fact.type === 'DealSigned') return before;
  return { by: fact.type, title: fact.data.title ?? before?.title ?? null };
};

const classesIn = (said: readonly Claim[]): readonly string[] =>
  said.flatMap(({ path, value }) =>
    path === 'deal.class' && typeof value.value === 'string' ? [value.value] : [],
  );

const roleRegex = /^deal\.role\.([^.]+)\.(party_.+)$/;

const rolesIn = (said: readonly Claim[]): DealState['parties'] =>
  said.flatMap(({ path }) => {
    const [, role, partyId] = roleRegex.exec(path) ?? [];
    return role === undefined || partyId === undefined ? [] : [{ partyId, role }];
  });

const withRoles = (held: DealState['parties'], more: DealState['parties']): DealState['parties'] =>
  more.length === 0
    ? held
    : [
        ...new Map(
          [...held, ...more].map((each) => [`${each.role} ${each.partyId}`, each] as const),
        ).values(),
      ];

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
