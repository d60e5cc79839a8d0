import { standingOf } from '@dealtrail/ledger/ledgers';
import { waitForPosition } from '@dealtrail/ledger/wait-for-position';
import type { Recorded } from '@dealtrail/deals/recorded';
import type { Book } from '../book.ts';
import type { EventFilters } from './events-query.ts';
import { feedCursorText } from './feed-cursor.ts';
import { eventPages } from './event-pages.ts';

/** A comment this often keeps proxies from closing a quiet stream, and notices a client that has gone. */
export const heartbeatMs = 15_000;

/** Also finds what a lost notification did not tell, and ends within this time when the process stops. */
const pollMs = 500;

/** How soon a client comes back after a cut. */
const retryMs = 1_000;

export type Feed = {
  readonly ledgerId: string;
  readonly epoch: string;
  /** Exclusive. */
  readonly after: number;
  readonly filters: EventFilters;
};

export type Listener = {
  readonly signal: AbortSignal;
  readonly mayRead: () => Promise<boolean>;
  /** Told as the socket takes what was read up to a position. */
  readonly reached: (position: number) => void;
};

/**
 * The log as server-sent events, from a position on, without an end. Pulled: the next page is read when the socket has
 * taken the last, so a slow reader costs two pages of memory. Ends when the signal is aborted, before it would tell
 * anything to a caller who may not read any more, and when the ledger is of another epoch or behind what was told.
 */
export async function* sseFeed(
  book: Book,
  feed: Feed,
  { signal, mayRead, reached }: Listener,
): AsyncGenerator<string, void, void> {
  yield `retry: ${String(retryMs)}\n\n`;
  let after = feed.after;
  let isUpToDate = false;
  let spoke = performance.now();
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    const { position: upTo, epoch } = await standingOf(book.pool, feed.ledgerId);
    // A tail was lost: what follows would not follow on what was told. Who comes back is told to start again.
    if (epoch !== feed.epoch || upTo < after) return;
    if (upTo > after || !isUpToDate) {
      if (!(await mayRead())) return;
      for await (const page of eventPages(book.log, feed.ledgerId, { after, upTo, filters: feed.filters })) {
        if (isOver()) return;
        yield page.map((event) => message(feed, event)).join('');
        reached(page.at(-1)?.position ?? after);
      }
      after = upTo;
      reached(after);
      isUpToDate = true;
      yield upToDate(feed, after);
      spoke = performance.now();
    }
    if (performance.now() - spoke >= heartbeatMs) {
      if (!(await mayRead())) return;
      yield ': still here\n\n';
      spoke = performance.now();
    }
    await appended(book, feed.ledgerId, after);
  }
}

/** Comes back soon after something was appended, at the latest when the time to poll again has come. */
export const appended = (book: Book, ledgerId: string, after: number, timeoutMs = pollMs): Promise<boolean> =>
  waitForPosition({
    positionOf: async () => (await book.log.head(ledgerId)).position,
    wanted: after + 1,
    timeoutMs: Math.min(timeoutMs, pollMs),
    pollMs,
    notifications: book.appends,
  });

const message = ({ epoch }: Feed, event: Recorded): string =>
  `id: ${feedCursorText({ epoch, position: event.position })}\nevent: event\ndata: ${JSON.stringify(event)}\n\n`;

/** Carries the id again, so that a reader of a filtered feed comes back to here and not to its last event. */
const upToDate = ({ epoch }: Feed, position: number): string =>
  `id: ${feedCursorText({ epoch, position })}\nevent: up-to-date\ndata: ${JSON.stringify({ position })}\n\n`;
