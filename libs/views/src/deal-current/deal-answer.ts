import { dealLife } from '@dealtrail/deals/deal/deal.stages';
import { financingLife } from '@dealtrail/deals/financing/financing.stages';
import { scopeConflicts } from '../conflicts/scope-conflicts.ts';
import type { FinancingState } from '../financings/financing.state.ts';
import type { FigureView } from '../figure-view.ts';
import { namesOf } from '../parties/parties.ts';
import { currentFigures } from '../ranking.ts';
import type { Reader } from '../reader.ts';
import { stageAt, stagesDated } from '../shared-state.ts';
import type { DealCurrentAnswer, FinancingBrief, PrepaymentView, RelationView, RoleView } from './answer.ts';
import { dealScope } from './deal-scope.ts';
import type { DealScope } from './deal-scope.ts';
import { dealCurrent } from './deal-view.ts';
import type { DealState, PartyInRole } from './deal.state.ts';
import { classOf, partiesStanding } from './standing-facts.ts';

/** Undefined for a deal that nobody recorded by the reader's position. */
export const dealCurrentAnswer = async (
  reader: Reader,
  dealId: string,
): Promise<DealCurrentAnswer | undefined> => {
  const scope = await dealScope(reader, dealId);
  if (scope === undefined) return undefined;
  const { deal } = scope;
  const terms = termsOf(scope, dealId, reader.effectiveAt);
  const stages = stagesDated(deal.stages, dealLife, terms);
  return {
    dealId,
    title: deal.opening?.title ?? null,
    class: classOf(terms),
    stage: stageAt(stages, dealLife.order, reader.effectiveAt),
    stages,
    parties: await rolesOf(reader, partiesStanding(deal, terms)),
    terms,
    prepayments: prepaymentsOf(deal),
    financings: [...scope.financings].map(([id, state]) => briefOf(scope, id, state, reader.effectiveAt)),
    related: await relationsOf(reader, dealId, deal),
    assessments: deal.assessments,
    openConflicts: scopeConflicts(scope, reader.effectiveAt).filter(({ state }) => state === 'open').length,
    changedAt: deal.changedAt,
  };
};

export const rolesOf = async (
  reader: Reader,
  parties: readonly PartyInRole[],
): Promise<readonly RoleView[]> => {
  const names = await namesOf(
    reader,
    parties.map(({ partyId }) => partyId),
  );
  return parties.map(({ partyId, role, sources }) => ({
    partyId,
    name: names.get(partyId) ?? null,
    role,
    sources,
  }));
};

/** The current figure of every path that a stream's claims speak of, by path. */
export const termsOf = (
  scope: Pick<DealScope, 'claims' | 'sources'>,
  subject: string,
  effectiveAt: string,
): Readonly<Record<string, FigureView>> => {
  const state = scope.claims.get(subject);
  if (state === undefined) return {};
  const figures = currentFigures(state, scope.sources, effectiveAt);
  return Object.fromEntries(figures.map((figure) => [figure.path, figure]));
};

const prepaymentsOf = ({ prepayments, payments }: DealState): readonly PrepaymentView[] =>
  prepayments.map((agreed) => ({
    ...agreed,
    received: payments
      .filter(({ prepaymentId }) => prepaymentId === agreed.prepaymentId)
      .map(({ eventId, position, amount, receivedOn, sources }) => ({
        eventId,
        position,
        amount,
        receivedOn,
        sources,
      })),
  }));

const briefOf = (
  scope: DealScope,
  financingId: string,
  { stages }: FinancingState,
  effectiveAt: string,
): FinancingBrief => {
  const terms = termsOf(scope, financingId, effectiveAt);
  return {
    financingId,
    stage: stageAt(stagesDated(stages, financingLife, terms), financingLife.order, effectiveAt),
    amount: terms['financing.amount'] ?? null,
  };
};

/** 200: deals that point at one deal and are shown with it. */
export const relatedDealsMax = 200;

const relationsOf = async (
  reader: Reader,
  dealId: string,
  { related }: DealState,
): Promise<readonly RelationView[]> => {
  const found = await reader.find(dealCurrent, {
    where: [{ column: 'related', is: 'holds', value: dealId }],
    order: { column: 'key', as: 'text', direction: 'asc' },
    limit: relatedDealsMax,
  });
  const others = await reader.states(
    dealCurrent,
    found.map(({ key }) => key),
  );
  const incoming = found.flatMap(({ key }) =>
    (others.get(key)?.related ?? [])
      .filter(({ otherDealId }) => otherDealId === dealId)
      .map((relation): RelationView => relationView({ ...relation, otherDealId: key }, 'to')),
  );
  return [...related.map((relation) => relationView(relation, 'from')), ...incoming];
};

const relationView = (
  { otherDealId, kind, eventId, sources }: Omit<RelationView, 'direction'>,
  direction: RelationView['direction'],
): RelationView => ({ otherDealId, kind, direction, eventId, sources });
