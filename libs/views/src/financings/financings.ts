import type { View } from '@dealtrail/event-sourcing/view';
import { streamView } from '../stream-view.ts';
import { financingAfter, noFinancing } from './financing.state.ts';
import type { FinancingState } from './financing.state.ts';

/** One row per financing, found by the deals it funds. */
export const financings: View<FinancingState> = streamView<FinancingState>({
  name: 'financings',
  version: 1,
  table: 'financings_v1',
  of: ['financing'],
  start: () => noFinancing,
  step: financingAfter,
  index: {
    table: 'financings_index_v1',
    columns: ['funds', 'parties', 'stages'],
    row: (_, { funds, borrower, parties, stages }) => ({
      funds,
      parties: [
        ...new Set([...(borrower === null ? [] : [borrower]), ...parties.map(({ partyId }) => partyId)]),
      ],
      stages: stages.map(({ stage }) => stage),
    }),
  },
});
