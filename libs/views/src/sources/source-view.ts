import type { View } from '@dealtrail/event-sourcing/view';
import { streamView } from '../stream-view.ts';
import { noSource, sourceAfter } from './source.state.ts';
import type { SourceState } from './source.state.ts';

/**
 * Sources as they are now: the row that claims are judged against. Retracting a source or correcting its tier changes
 * this one row and no other.
 */
export const sources: View<SourceState> = streamView<SourceState>({
  name: 'sources',
  version: 1,
  table: 'sources_v1',
  of: ['source'],
  start: noSource,
  step: sourceAfter,
  index: {
    table: 'sources_index_v1',
    columns: ['tier'],
    row: (_, { registered }) => ({
      tier: registered?.tier ?? '',
    }),
  },
});
