import { recordedOf } from '@dealtrail/deals/history';
import type { Claim } from '@dealtrail/deals/claims/claim';
import { claimsOf } from '@dealtrail/deals/claims/claims-of';
import { claimsOfStream } from '@dealtrail/deals/claims/claims-of-stream';
import { standing } from '@dealtrail/deals/claims/standing';
import type { View } from '@dealtrail/event-sourcing/view';
import { keyIn, rewrites } from '../stream-view.ts';

export type ClaimsState = { readonly claims: readonly Claim[]; readonly changedAt: number };

/** Events that only add claims. Every other one may bear on earlier claims, so that the stream is folded anew. */
const additive: ReadonlySet<string> = new Set([
  'PrepaymentAgreed',
  'PrepaymentReceived',
  'DealsRelated',
  'FinancingRated',
  'StockMoveRecorded',
  'AssessmentRecorded',
  'TermReported',
  'PartyRegistered',
  'PartyRenamed',
]);

/**
 * What is claimed of each deal, financing and party. Claims only: who wins is judged when asked, against the sources
 * as they stand then, so that a source retracted changes no row here.
 */
export const claims: View<ClaimsState> = {
  name: 'claims',
  version: 1,
  table: 'claims_v1',
  key: keyIn(['deal', 'financing', 'party']),
  fold: (history) => ({
    claims: claimsOfStream(standing(history.map(recordedOf))),
    changedAt: history.at(-1)?.position ?? 0,
  }),
  evolve: (state, event) => ({
    claims: [...(state?.claims ?? []), ...claimsOf(recordedOf(event))],
    changedAt: event.position,
  }),
  rewrites: (event) => rewrites(event) || !additive.has(event.type),
  index: {
    table: 'claims_index_v1',
    columns: ['claims'],
    row: (_, state) => ({ claims: state.claims.length }),
  },
};
