import { reject } from '@dealtrail/event-sourcing/decider';
import { speaksOfRecord, standing, type Effective } from '../claims/standing.ts';
import type { Recorded } from '../recorded.ts';
import { newsKey, type SaidNews } from '../same-news.ts';
import { openShelf, type Shelf } from './shelf.ts';

/** A stream as our record holds it: what stands, as it stands, every event by its id, and every news by its words. */
export type Book = {
  /** Corrected, with the sources cited later, without what is retracted; oldest first. */
  readonly standing: readonly Recorded[];
  readonly entries: Pick<ReadonlyMap<string, Effective>, 'get'>;
  /** The first record that stands and says exactly this, from whichever source. */
  readonly said: (news: SaidNews) => Recorded | undefined;
};

/** What all books along one line of a history look things up in. `length`: the events of the longest of them. */
type Shelves = { readonly entries: Shelf<Effective>; readonly said: Shelf<Recorded>; length: number };

/** A book, with what the book of a longer history is made from. */
type Bound = { readonly book: Book; readonly length: number; readonly shelves: Shelves };

const bind = (stands: readonly Recorded[], length: number, shelves: Shelves): Bound => ({
  book: {
    standing: stands,
    entries: { get: (eventId) => shelves.entries.get(eventId, length) },
    said: (news) => shelves.said.get(newsKey(news), length),
  },
  length,
  shelves,
});

const asRead = (history: readonly Recorded[]): Bound => {
  const entries = standing(history);
  const stands = entries.filter(({ retractedBy }) => retractedBy === null).map(({ event }) => event);
  return bind(stands, history.length, {
    entries: openShelf(() => entries.map((entry) => [entry.original.eventId, entry])),
    said: openShelf(() => stands.map((event) => [newsKey(event), event])),
    length: history.length,
  });
};

/** What speaks of the world stands as it was recorded, and changes nothing of what stands before it. */
const oneMore = ({ book, length, shelves }: Bound, event: Recorded): Bound => {
  const entry = { event, original: event, retractedBy: null, corrections: [], citations: [] };
  shelves.length = length + 1;
  shelves.entries.add(() => event.eventId, entry, shelves.length);
  shelves.said.add(() => newsKey(event), event, shelves.length);
  return bind([...book.standing, event], shelves.length, shelves);
};

/** By the history itself: a history is never changed, so what was made of it once is made of it for good. */
const bound = new WeakMap<readonly Recorded[], Bound>();

const boundOf = (history: readonly Recorded[]): Bound => {
  const known = bound.get(history);
  if (known !== undefined) return known;
  const read = asRead(history);
  bound.set(history, read);
  return read;
};

/** The book of one stream from its history, oldest event first. */
export const bookFrom = (history: readonly Recorded[]): Book => boundOf(history).book;

/**
 * The history with one more event. Its book is the one that `bookFrom` makes of any equal history, but where the event
 * speaks of the world it is made of the book before it, and not of every event again.
 */
export const grown = (history: readonly Recorded[], event: Recorded): readonly Recorded[] => {
  const longer = [...history, event];
  const known = bound.get(history);
  // Where another event came after this history already, the shelves are that one's.
  if (known !== undefined && known.shelves.length === known.length && !speaksOfRecord(event))
    bound.set(longer, oneMore(known, event));
  return longer;
};

export type Target = {
  readonly event: Recorded;
  readonly stands: boolean;
  readonly retractedBy: string | null;
};

/** The event pointed at, as it stands. Throws when it is not of this stream: the door reads the target's own stream. */
export const targetIn = (book: Book, eventId: string): Target => {
  const entry = book.entries.get(eventId);
  if (entry === undefined) throw new Error(`event ${eventId} is not of the stream it was looked for in`);
  return { event: entry.event, stands: entry.retractedBy === null, retractedBy: entry.retractedBy };
};

export const targetRetracted = ({ event, retractedBy }: Target, pointer = '/targetEventId') =>
  reject({
    code: 'TARGET_RETRACTED' as const,
    detail: `event ${event.eventId} is retracted: point at one that stands, or retract the retraction first`,
    pointer,
    other: retractedBy ?? event.eventId,
  });
