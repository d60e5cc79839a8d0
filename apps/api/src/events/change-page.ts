import type { Recorded } from '@dealtrail/deals/recorded';
import type { Book } from '../book.ts';
import { pageRequest, readEvents } from './event-pages.ts';
import { appended } from './feed.ts';
import type { Feed } from './feed.ts';
import { feedCursorText } from './feed-cursor.ts';

/** How long a long poll waits for its first event before it answers with an empty page. Below most proxies' patience. */
export const pollWaitMs = 20_000;

/** One answer of a feed that is asked page by page. */
export type ChangePage = {
  readonly items: readonly Recorded[];
  /** Where to go on: nothing at or before it comes again, nothing after it was left out. */
  readonly nextOffset: string;
  /** The head, as it was when this was asked, is reached: what comes next is not recorded yet. */
  readonly upToDate: boolean;
};

/** The events after a position, as they stand now. */
export const changePage = async (book: Book, feed: Feed, limit: number): Promise<ChangePage> => {
  const { page } = await look(book, feed, limit);
  return page;
};

/** The same, but when there is nothing yet, waits for the first event, for `waitMs` or until the signal is aborted. */
export const awaitedChangePage = async (
  book: Book,
  feed: Feed,
  limit: number,
  { signal, waitMs = pollWaitMs }: { readonly signal: AbortSignal; readonly waitMs?: number },
): Promise<ChangePage> => {
  const deadline = performance.now() + waitMs;
  for (let after = feed.after; ;) {
    const { page, position } = await look(book, { ...feed, after }, limit);
    const leftMs = deadline - performance.now();
    if (page.items.length > 0 || leftMs <= 0 || signal.aborted) return page;
    after = position;
    await appended(book, feed.ledgerId, after, leftMs);
  }
};

const look = async (
  book: Book,
  { ledgerId, epoch, after, filters }: Feed,
  limit: number,
): Promise<{ readonly page: ChangePage; readonly position: number }> => {
  const { position: head } = await book.log.head(ledgerId);
  const upTo = Math.max(head, after);
  const items =
    upTo === after ? [] : await readEvents(book.log, ledgerId, pageRequest(after, upTo, limit, filters));
  // A page that is not full has seen everything up to the head, also what the filters left out.
  const position = items.length < limit ? upTo : (items.at(-1)?.position ?? upTo);
  const page = { items, nextOffset: feedCursorText({ epoch, position }), upToDate: position === upTo };
  return { page, position };
};
