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

/** A history as far as something was said of its own events, and as recorded from there on. */
type Pages = {
  readonly history: readonly Recorded[];
  readonly standing: readonly Recorded[];
  /** Of the first events of the history; every event after them stands as it was recorded. */
  readonly judged: readonly Effective[];
};

/** News by its words, shared by all books along one line of a history. `length`: the events of the longest of them. */
type News = { readonly shelf: Shelf<Recorded>; length: number };

/** A book, and what the book of a longer history is made from. */
type Bound = { readonly book: Book; readonly pages: Pages; readonly news: News };

const entryIn = ({ history, judged }: Pages, eventId: string): Effective | undefined => {
  const entry = judged.find(({ original }) => original.eventId === eventId);
  if (entry !== undefined) return entry;
  const event = history.slice(judged.length).find((each) => each.eventId === eventId);
  if (event === undefined) return undefined;
  return { event, original: event, retractedBy: null, corrections: [], citations: [] };
};

const bind = (pages: Pages, news: News): Bound => ({
  book: {
    standing: pages.standing,
    entries: { get: (eventId) => entryIn(pages, eventId) },
    said: (one) => news.shelf.get(newsKey(one), pages.history.length),
  },
  pages,
  news,
});

const pagesOf = (history: readonly Recorded[]): Pages => {
  // As most streams are: the history itself stands, and there is nothing to keep beside it.
  if (!history.some(speaksOfRecord)) return { history, standing: history, judged: [] };
  const judged = standing(history);
  return {
    ...{ history, judged },
    standing: judged.filter(({ retractedBy }) => retractedBy === null).map(({ event }) => event),
  };
};

const asRead = (history: readonly Recorded[]): Bound => {
  const pages = pagesOf(history);
  const shelf = openShelf(() => pages.standing.map((event) => [newsKey(event), event] as const));
  return bind(pages, { shelf, length: history.length });
};

/** What speaks of the world stands as it was recorded, and changes nothing of what stands before it. */
const oneMore = ({ pages, news }: Bound, event: Recorded, history: readonly Recorded[]): Bound => {
  const allStand = pages.standing === pages.history;
  news.length = history.length;
  news.shelf.add(() => newsKey(event), event, news.length);
  return bind(
    { history, standing: allStand ? history : [...pages.standing, event], judged: pages.judged },
    news,
  );
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
  // Where another event came after this history already, the shelf is that one's.
  if (known !== undefined && known.news.length === history.length && !speaksOfRecord(event))
    bound.set(longer, oneMore(known, event, longer));
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
