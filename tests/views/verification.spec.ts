import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { View } from '@dealtrail/event-sourcing/view';
import { foldPage, keysToRefold } from '@dealtrail/ledger/fold-page';
import type { FoldedPage } from '@dealtrail/ledger/fold-page';
import { views } from '@dealtrail/views/registry';
import { storedEvents } from '@dealtrail/views/specify-view';
import { differences } from '@dealtrail/views/verification/differences';
import type { Difference } from '@dealtrail/views/verification/differences';
import { freshIndex, freshRows, indexValue } from '@dealtrail/views/verification/fresh-rows';
import type { Held } from '@dealtrail/views/verification/fresh-rows';
import { histories } from './histories.ts';

/** What the runner makes of a whole history in one page. */
const asRun = (view: View<unknown>, events: readonly StoredEvent[]): FoldedPage => {
  const refolded = new Set(keysToRefold(view, events));
  const past = new Map(
    [...refolded].map((key) => [key, events.filter((event) => view.key(event) === key)] as const),
  );
  return foldPage(view, 0, events, new Map(), past);
};

const rowsOf = ({ rows }: FoldedPage): readonly Held[] =>
  rows
    .map(({ key, changedAt, state }) => ({
      key,
      value: { changedAt, state: JSON.parse(JSON.stringify(state)) as unknown },
    }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));

const indexOf = ({ versions }: FoldedPage): readonly Held[] =>
  [...new Set(versions.map(({ key }) => key))].toSorted().map((key) => ({
    key,
    value: indexValue(
      versions.filter((each) => each.key === key).map(({ from, to, row }) => ({ from, to, columns: row })),
    ),
  }));

async function* one(held: readonly Held[]): AsyncGenerator<Held, void, void> {
  await Promise.resolve();
  yield* held;
}

const compared = async (live: readonly Held[], fresh: Iterable<Held>): Promise<readonly Difference[]> => {
  const found: Difference[] = [];
  for await (const each of differences(one(live), fresh)) found.push(each);
  return found;
};

describe('a fresh fold', () => {
  test('of any history is what the runner makes of it, rows and index', async () => {
    await fc.assert(
      fc.asyncProperty(histories(40), async (pasts) => {
        const events = storedEvents(pasts);
        for (const view of views) {
          const run = asRun(view, events);
          expect(await compared(rowsOf(run), freshRows(view, events))).toEqual([]);
          expect(
            await compared(view.index === undefined ? [] : indexOf(run), freshIndex(view, events)),
          ).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

describe('differences', () => {
  const held = (key: string, value: unknown = { n: 1 }): Held => ({ key, value });

  test('name what is missing, what is too much, and the first place that differs', async () => {
    const live = [held('a'), held('b', { n: 1, list: [1, { x: 'old' }] }), held('d')];
    const fresh = [held('b', { n: 1, list: [1, { x: 'new' }] }), held('c'), held('d')];
    expect(await compared(live, fresh)).toEqual([
      { key: 'a', path: '', live: { n: 1 }, fresh: null },
      { key: 'b', path: '/list/1/x', live: 'old', fresh: 'new' },
      { key: 'c', path: '', live: null, fresh: { n: 1 } },
    ]);
  });

  test('see members in another order: answers are bytes', async () => {
    expect(await compared([held('a', { x: 1, y: 2 })], [held('a', { y: 2, x: 1 })])).toMatchObject([
      { key: 'a', path: '' },
    ]);
  });

  test('see a value that is null on one side and absent on the other', async () => {
    expect(await compared([held('a', { x: null })], [held('a', {})])).toEqual([
      { key: 'a', path: '/x', live: null, fresh: null },
    ]);
  });

  test('of two empty sides are none', async () => {
    expect(await compared([], [])).toEqual([]);
  });
});
