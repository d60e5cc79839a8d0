import type { Lifecycle } from '../stages.ts';

export type DealStage = 'rumoured' | 'announced' | 'signed' | 'commenced' | 'completed' | 'ended';

/** Rule 1: announced and signed in any order; commenced not before signed; completed not before commenced. */
export const dealLife: Lifecycle<DealStage> = {
  noun: 'deal',
  endedCode: 'DEAL_ENDED',
  order: ['rumoured', 'announced', 'signed', 'commenced', 'completed', 'ended'],
  end: 'ended',
  notBefore: {
    rumoured: [],
    announced: ['rumoured'],
    signed: ['rumoured'],
    commenced: ['rumoured', 'signed'],
    completed: ['rumoured', 'signed', 'commenced'],
    ended: ['rumoured', 'announced', 'signed', 'commenced', 'completed'],
  },
  entry: {
    rumoured: { event: 'DealRumoured', date: 'reportedOn' },
    announced: { event: 'DealAnnounced', date: 'announcedOn' },
    signed: { event: 'DealSigned', date: 'signedOn' },
    commenced: { event: 'DealCommenced', date: 'commencedOn' },
    completed: { event: 'DealCompleted', date: 'completedOn' },
    ended: { event: 'DealEnded', date: 'endedOn' },
  },
};
