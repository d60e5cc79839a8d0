import type { View } from '@dealtrail/event-sourcing/view';
import { streamView } from '../stream-view.ts';
import { dealAfter, noDeal } from './deal.state.ts';
import type { DealState } from './deal.state.ts';

/** One row per deal. Its index holds bounds, not winners: which claim wins changes with sources, without this row. */
export const dealCurrent: View<DealState> = streamView<DealState>({
  name: 'deal-current',
  version: 1,
  table: 'deal_current_v1',
  of: ['deal'],
  start: () => noDeal,
  step: dealAfter,
  unheeded: ['StockMoveRecorded', 'TermAdopted', 'ReportDenied'],
  index: {
    table: 'deal_current_index_v1',
    columns: [
      'classes',
      'stages',
      'parties',
      'related',
      'currencies',
      'value_low',
      'value_high',
      'announced_low',
      'announced_high',
    ],
    row: (_, { classes, parties, stages, related, span }) => ({
      classes,
      stages: stages.map(({ stage }) => stage),
      parties: [...new Set(parties.map(({ partyId }) => partyId))],
      related: [...new Set(related.map(({ otherDealId }) => otherDealId))],
      currencies: span.currencies,
      value_low: span.valueLow,
      value_high: span.valueHigh,
      announced_low: span.announcedLow,
      announced_high: span.announcedHigh,
    }),
  },
});
