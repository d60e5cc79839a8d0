import { accept, reject } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import type { Recorded } from '../../recorded.ts';
import { restsOn, sameFields } from '../../same-news.ts';
import type { Ask, Slice } from '../../slice.ts';
import { EventId } from '../../values/ids.ts';
import { targetIn, targetRetracted, type Book } from '../book.ts';

const fields = z.strictObject({ targetEventId: EventId.describe('the event that one more source confirms') });
export type RecordCited = z.output<typeof fields>;

/** The same citation again (rule 2). */
const isRepeat = (event: Recorded, ask: Ask<'CiteRecord', RecordCited>): boolean =>
  event.type === 'RecordCited' && sameFields(event, ask) && restsOn(event, ask.sources);

/** One more source says the same: the record gains a witness and nothing else changes. */
export const citeRecord: Slice<'CiteRecord', 'RecordCited', RecordCited, Book> = {
  command: 'CiteRecord',
  event: 'RecordCited',
  schemaVersion: 1,
  summary: 'Add one more source that says the same as a recorded event',
  fields,
  stream: () => undefined,
  occurredOn: () => null,
  decide: (ask, book) => {
    const target = targetIn(book, ask.data.targetEventId);
    if (!target.stands) return targetRetracted(target);
    if (book.standing.some((event) => isRepeat(event, ask))) return accept();
    const again = ask.sources.findIndex((source) => restsOn(target.event, [source]));
    if (again >= 0)
      return reject({
        code: 'ALREADY_CITED',
        detail: `event ${target.event.eventId} rests on ${String(ask.sources[again]?.sourceId)} already`,
        pointer: `/sources/${String(again)}/sourceId`,
        other: target.event.eventId,
      });
    return accept({ type: 'RecordCited', data: ask.data });
  },
};
