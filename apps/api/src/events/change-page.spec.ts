import { beforeEach, describe, expect, test } from '@jest/globals';
import type { EventLog } from '@dealtrail/event-sourcing/log';
import { openInMemoryLog } from '@dealtrail/ledger/in-memory-log';
import fc from 'fast-check';
import { Book } from '../book.ts';
import { openDoor } from '../commands/door.ts';
import { awaitedChangePage, changePage } from './change-page.ts';
import type { ChangePage } from './change-page.ts';
import { parseFeedCursor } from './feed-cursor.ts';
import type { Feed } from './feed.ts';

const epoch = '00000000-0000-4000-8000-000000000000';

let log: EventLog;
let book: Book;
let count = 0;

beforeEach(() => {
  log = openInMemoryLog();
  const appends = { subscribe: () => () => undefined, close: () => Promise.resolve() };
  book = Object.assign(Object.create(Book.prototype), { log, appends }) as Book;
  count = 0;
});

const record = async (events: number): Promise<void> => {
  const door = openDoor(log);
  for (let index = 0; index < events; index++) {
    const value = {
      ...{ sourceId: `source_${String(++count)}`, publisher: 'Acme', publishedAt: 'unknown', tier: 'T1' },
    };
    await door({
      ...{ ledgerId: 'main', actor: 'Ada', name: 'RegisterSource', body: { value, faults: [] } },
      ...{ commandId: undefined, expectedVersion: undefined, dryRun: false },
    });
  }
};

const feed = (after: number, filters: Feed['filters'] = {}): Feed => ({
  ledgerId: 'main',
  epoch,
  after,
  filters,
});
const positions = ({ items }: ChangePage) => items.map(({ position }) => position);
const next = ({ nextOffset }: ChangePage): number => parseFeedCursor(nextOffset)?.position ?? -1;
const never = new AbortController().signal;

describe('a page of changes', () => {
  test('page after page gives every event once, whatever the limit and wherever it begins', async () => {
    await record(12);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 14 }),
        fc.integer({ min: 0, max: 12 }),
        async (limit, from) => {
          const seen: number[] = [];
          let page = await changePage(book, feed(from), limit);
          for (; !page.upToDate; page = await changePage(book, feed(next(page)), limit))
            seen.push(...positions(page));
          expect([...seen, ...positions(page)]).toEqual(
            Array.from({ length: 12 - from }, (_, index) => from + index + 1),
          );
          expect(next(page)).toBe(12);
        },
      ),
    );
  });

  test('of a filtered feed goes on behind what the filter left out', async () => {
    await record(5);
    const page = await changePage(book, feed(0, { stream: 'source_2' }), 10);
    expect([positions(page), next(page), page.upToDate]).toEqual([[2], 5, true]);
    const full = await changePage(book, feed(0, { stream: 'source_2' }), 1);
    expect([positions(full), next(full), full.upToDate]).toEqual([[2], 2, false]);
  });

  test('of an empty ledger is empty and up to date', async () => {
    expect(await changePage(book, feed(0), 10)).toMatchObject({ items: [], upToDate: true });
  });
});

describe('a page that is waited for', () => {
  test('comes at once when there is something', async () => {
    await record(2);
    expect(positions(await awaitedChangePage(book, feed(1), 10, { signal: never }))).toEqual([2]);
  });

  test('comes with the first event that passes the filter', async () => {
    const awaited = awaitedChangePage(book, feed(0, { stream: 'source_3' }), 10, { signal: never });
    await record(2);
    await new Promise((resolve) => setTimeout(resolve, 600));
    await record(1);
    expect(positions(await awaited)).toEqual([3]);
  });

  test('is empty when the time is up, and still moves on', async () => {
    await record(3);
    const filters = { stream: 'source_9' };
    const page = await awaitedChangePage(book, feed(0, filters), 10, { signal: never, waitMs: 50 });
    expect([positions(page), next(page), page.upToDate]).toEqual([[], 3, true]);
  });

  test('is not waited for any longer when the client has gone or the process stops', async () => {
    const abort = new AbortController();
    const awaited = awaitedChangePage(book, feed(0), 10, { signal: abort.signal });
    abort.abort();
    const from = performance.now();
    expect(positions(await awaited)).toEqual([]);
    expect(performance.now() - from).toBeLessThan(2_000);
  });
});
