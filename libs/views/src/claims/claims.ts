import type { Claim } from '@dealtrail/deals/claims/claim';
import { claimsOf } from '@dealtrail/deals/claims/claims-of';
import { claimsOfStream } from '@dealtrail/deals/claims/claims-of-stream';
import { standing } from '@dealtrail/deals/claims/standing';
import type { Effective } from '@dealtrail/deals/claims/standing';
import { recordedOf } from '@dealtrail/deals/history';
import type { Recorded } from '@dealtrail/deals/recorded';
import type { View } from '@dealtrail/event-sourcing/view';
import { keyIn, rewritesEarlier } from '../stream-view.ts';

/** What conflicts look at of an event that is no claim on a path, as it stands. */
export type HeldEvent = Pick<Effective, 'event' | 'retractedBy'>;

export type ClaimsState = {
  readonly claims: readonly Claim[];
  /** Share moves, assessments, prepayments, and what names parties and the deals that are funded. */
  readonly events: readonly HeldEvent[];
  readonly changedAt: number;
};

/** Events that only add claims. Every other one may bear on earlier claims, so that the stream is folded anew. */
const additive: ReadonlySet<string> = new Set([
  'PrepaymentReceived',
  'DealsRelated',
  'FinancingRated',
  'StockMoveRecorded',
  'AssessmentRecorded',
  'TermReported',
  'PartyRegistered',
  'PartyRenamed',
]);

const held: ReadonlySet<string> = new Set([
  'StockMoveRecorded',
  'AssessmentRecorded',
  'PartyRegistered',
  'PartyRenamed',
  'PrepaymentAgreed',
  'FinancingAnnounced',
  'FinancingClosed',
]);

const isHeld = ({ event }: HeldEvent): boolean => held.has(event.type);

/** What is claimed in one stream, from all of its events, oldest first. */
export const claimsIn = (history: readonly Recorded[]): ClaimsState => {
  const events = standing(history);
  return {
    claims: claimsOfStream(events),
    events: events.filter(isHeld).map(({ event, retractedBy }) => ({ event, retractedBy })),
    changedAt: history.at(-1)?.position ?? 0,
  };
};

const claimsAfter = (state: ClaimsState | undefined, event: Recorded): ClaimsState => ({
  claims: [...(state?.claims ?? []), ...claimsOf(event)],
  events: [...(state?.events ?? []), ...[{ event, retractedBy: null }].filter(isHeld)],
  changedAt: event.position,
});

/** True for an event that adds its own claims and bears on no other. */
export const onlyAddsClaims = (event: Recorded): boolean =>
  additive.has(event.type) && !rewritesEarlier(event);

/**
 * What is claimed of each deal, financing and party. Claims only: who wins is judged when asked, against the sources
 * as they stand then, so that a source retracted changes no row here.
 */
export const claims: View<ClaimsState> = {
  name: 'claims',
  version: 1,
  table: 'claims_v1',
  key: keyIn(['deal', 'financing', 'party']),
  fold: (history) => claimsIn(history.map(recordedOf)),
  evolve: (state, stored) => claimsAfter(state, recordedOf(stored)),
  rewrites: (event) => !onlyAddsClaims(recordedOf(event)),
  index: {
    table: 'claims_index_v1',
    columns: ['contestable'],
    row: (key, state) => ({ contestable: isContestable(key, state) ? 1 : 0 }),
  },
};

/** False only where nothing can be contested: a party of which a single event tells. Most parties are like that. */
const isContestable = (key: string, state: ClaimsState): boolean => {
  const told = new Set([
    ...state.claims.map(({ claimEventId }) => claimEventId),
    ...state.events.map(({ event }) => event.eventId),
  ]);
  return !key.startsWith('party_') || told.size > 1;
};
