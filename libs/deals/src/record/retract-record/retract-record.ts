import { accept, reject } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import { sameNews } from '../../same-news.ts';
import type { Slice } from '../../slice.ts';
import { EventId } from '../../values/ids.ts';
import { targetIn, type Book } from '../book.ts';

const fields = z.strictObject({
  targetEventId: EventId.describe('the event that should not have been recorded'),
});
export type RecordRetracted = z.output<typeof fields>;

const retractionOf = (book: Book, targetEventId: string) =>
  book.standing.filter(
    (event) =>
      event.type === 'RecordRetracted' && (event.data as RecordRetracted).targetEventId === targetEventId,
  );

/** Takes one of our records back. A retraction can be retracted: the record then stands as it did before it. */
export const retractRecord: Slice<'RetractRecord', 'RecordRetracted', RecordRetracted, Book> = {
  command: 'RetractRecord',
  event: 'RecordRetracted',
  schemaVersion: 1,
  summary: 'Take back an event that should not have been recorded, a correction or retraction included',
  fields,
  stream: () => undefined,
  occurredOn: () => null,
  decide: (ask, book) => {
    const { targetEventId } = ask.data;
    if (targetIn(book, targetEventId).stands) return accept({ type: 'RecordRetracted', data: ask.data });
    const retractions = retractionOf(book, targetEventId);
    const said = sameNews(retractions, { ...ask, type: 'RecordRetracted' });
    if (said?.outcome === 'accepted') return said;
    return reject({
      code: 'TARGET_ALREADY_RETRACTED',
      detail: `event ${targetEventId} is retracted already`,
      pointer: '/targetEventId',
      other: retractions[0]?.eventId ?? targetEventId,
    });
  },
};
