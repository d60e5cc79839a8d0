import { accept, reject } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import { sameNews } from '../../same-news.ts';
import type { Slice } from '../../slice.ts';
import { SourceId } from '../../values/ids.ts';
import type { SourceState } from '../source.state.ts';

const fields = z.strictObject({ sourceId: SourceId });
export type SourceRetracted = z.output<typeof fields>;

/** Claims that rest only on a retracted source no longer count; nobody can cite it until the retraction is retracted. */
export const retractSource: Slice<'RetractSource', 'SourceRetracted', SourceRetracted, SourceState> = {
  command: 'RetractSource',
  event: 'SourceRetracted',
  schemaVersion: 1,
  summary: 'Take a document out of consideration: what rests on it alone no longer counts',
  fields,
  stream: ({ sourceId }) => sourceId,
  occurredOn: () => null,
  decide: (ask, state) => {
    switch (state.status) {
      case 'new':
      case 'withdrawn':
        return reject({
          code: 'UNKNOWN_SOURCE',
          detail: `${ask.data.sourceId} is not registered`,
          pointer: '/sourceId',
        });
      case 'registered':
        return accept({ type: 'SourceRetracted', data: ask.data });
      case 'retracted': {
        const said = sameNews([state.retraction], { ...ask, type: 'SourceRetracted' });
        if (said?.outcome === 'accepted') return said;
        return reject({
          code: 'SOURCE_ALREADY_RETRACTED',
          detail: `${ask.data.sourceId} is retracted already, by event ${state.retraction.eventId}`,
          pointer: '/sourceId',
          other: state.retraction.eventId,
        });
      }
    }
  },
};
