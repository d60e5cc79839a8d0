import type { Lifecycle } from '../stages.ts';

export type FinancingStage = 'announced' | 'priced' | 'closed' | 'drawn' | 'ended';

/** Rule 1: announced, priced, closed, drawn, ended, in this order; any of them may be skipped. */
export const financingLife: Lifecycle<FinancingStage> = {
  noun: 'financing',
  endedCode: 'FINANCING_ENDED',
  order: ['announced', 'priced', 'closed', 'drawn', 'ended'],
  end: 'ended',
  notBefore: {
    announced: [],
    priced: ['announced'],
    closed: ['announced', 'priced'],
    drawn: ['announced', 'priced', 'closed'],
    ended: ['announced', 'priced', 'closed', 'drawn'],
  },
  entry: {
    announced: { event: 'FinancingAnnounced', date: 'announcedOn' },
    priced: { event: 'FinancingPriced', date: 'pricedOn' },
    closed: { event: 'FinancingClosed', date: 'closedOn' },
    drawn: { event: 'TrancheDrawn', date: 'drawnOn' },
    ended: { event: 'FinancingEnded', date: 'endedOn' },
  },
};
