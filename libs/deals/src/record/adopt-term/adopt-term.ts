import { accept, reject } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import { claimsOf, isOnPath } from '../../claims/claims-of.ts';
import type { Recorded } from '../../recorded.ts';
import { sameNews } from '../../same-news.ts';
import type { Slice } from '../../slice.ts';
import { EventId } from '../../values/ids.ts';
import { text } from '../../values/text.ts';
import { targetIn, targetRetracted, type Book } from '../book.ts';

export const rationaleLengthMax = 500;
export const adoptedPathLengthMax = 200;

const fields = z.strictObject({
  path: text(adoptedPathLengthMax).describe('the path as the claims view names it'),
  claimEventId: EventId.describe('the event whose claim on that path is to stand'),
  rationale: text(rationaleLengthMax),
});
export type TermAdopted = z.output<typeof fields>;

/** Only the latest adoption of a path counts, so only that one can say the same. */
const latestOf = (book: Book, path: string) =>
  book.standing.findLast(
    (event) => event.type === 'TermAdopted' && (event.data as TermAdopted).path === path,
  );

/** A report on a field of another event claims on the path of that field, so that event is looked up. */
const claimsIn = (book: Book, event: Recorded) =>
  claimsOf(event, (eventId) => book.entries.get(eventId)?.event);

/** An analyst decides between rival claims; the others stay on record as rivals. */
export const adoptTerm: Slice<'AdoptTerm', 'TermAdopted', TermAdopted, Book> = {
  command: 'AdoptTerm',
  event: 'TermAdopted',
  schemaVersion: 1,
  summary: 'Adopt one of several claims on a path, with the reason',
  fields,
  stream: () => undefined,
  occurredOn: () => null,
  decide: (ask, book) => {
    const { claimEventId, path } = ask.data;
    const target = targetIn(book, claimEventId);
    if (!target.stands) return targetRetracted(target, '/claimEventId');
    if (!claimsIn(book, target.event).some((claim) => isOnPath(claim, path)))
      return reject({
        code: 'CLAIM_NOT_ON_PATH',
        detail: `event ${claimEventId} (${target.event.type}) claims nothing on ${path}`,
        pointer: '/path',
        other: claimEventId,
      });
    const latest = latestOf(book, path);
    return (
      sameNews(latest === undefined ? [] : [latest], { ...ask, type: 'TermAdopted' }) ??
      accept({ type: 'TermAdopted', data: ask.data })
    );
  },
};
