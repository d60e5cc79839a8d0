import { bookFrom } from '../record/book.ts';
import type { Recorded } from '../recorded.ts';
import { withStage } from '../stages.ts';
import { financingLife } from './financing.stages.ts';
import { noFinancing } from './financing.state.ts';
import type { FinancingState } from './financing.state.ts';

/** Events that name the borrower, so that any of them may be the first of its financing. */
const opening: readonly string[] = ['FinancingAnnounced', 'FinancingPriced', 'FinancingClosed'];

const evolve = (financing: FinancingState, event: Recorded): FinancingState => {
  const next: FinancingState = {
    ...financing,
    opened: financing.opened || opening.includes(event.type),
    stages: withStage(financingLife, financing.stages, event),
  };
  if (event.type !== 'FinancingRated') return next;
  return { ...next, ratings: [...next.ratings, event as FinancingState['ratings'][number]] };
};

/** The financing as its history stands today: corrected, and without what was retracted. */
export const financingFrom = (history: readonly Recorded[]): FinancingState =>
  bookFrom(history).standing.reduce(evolve, noFinancing);
