import { bookFrom } from '../record/book.ts';
import type { Recorded } from '../recorded.ts';
import { withStage } from '../stages.ts';
import type { MoneyFigure } from '../values/figure.ts';
import type { Terms } from '../values/term-path.ts';
import { dealLife } from './deal.stages.ts';
import { noDeal } from './deal.state.ts';
import type { DealState, Told } from './deal.state.ts';

/** Events that say of what class the deal is and who takes part, where one of them is the first of its deal. */
const opening: readonly string[] = ['DealRumoured', 'DealAnnounced', 'DealSigned'];

/** What each event adds beside its stage. Events of the deal that decide nothing (an assessment) have no line here. */
const steps: Readonly<Record<string, (deal: DealState, event: Recorded) => DealState>> = {
  DealAnnounced: (deal, event) => withTotals(deal, termsOf(event)['totalValue']),
  DealSigned: (deal, event) => withTotals(deal, termsOf(event)['totalValue']),
  TermReported: (deal, event) => withTotals(deal, totalReported(event)),
  PrepaymentAgreed: (deal, event) => ({
    ...deal,
    agreements: [...deal.agreements, event as DealState['agreements'][number]],
  }),
  PrepaymentReceived: (deal, event) => ({
    ...deal,
    receipts: [...deal.receipts, event as DealState['receipts'][number]],
  }),
  DealsRelated: (deal, event) => ({
    ...deal,
    relations: [...deal.relations, event as DealState['relations'][number]],
  }),
};

const termsOf = (event: Recorded): Terms => (event as Told<{ readonly terms?: Terms }>).data.terms ?? {};

type Report = { readonly path?: string; readonly field?: string; readonly value: unknown };

/** Another source's total value, whether told for the path or for the field of the announcement that holds it. */
const totalReported = (event: Recorded): unknown => {
  const { path, field, value } = event.data as Report;
  return path === 'deal.totalValue' || field === 'terms.totalValue' ? value : undefined;
};

const withTotals = (deal: DealState, figure: unknown): DealState =>
  figure === undefined ? deal : { ...deal, totalValues: [...deal.totalValues, figure as MoneyFigure] };

const evolve = (deal: DealState, event: Recorded): DealState => {
  const next: DealState = {
    ...deal,
    opened: deal.opened || opening.includes(event.type),
    stages: withStage(dealLife, deal.stages, event),
  };
  return steps[event.type]?.(next, event) ?? next;
};

/** The deal as its history stands today: corrected, and without what was retracted. */
export const dealFrom = (history: readonly Recorded[]): DealState =>
  bookFrom(history).standing.reduce(evolve, noDeal);
