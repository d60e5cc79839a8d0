import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { View } from '@dealtrail/event-sourcing/view';
import { replayReader } from './replay-reader.ts';
import { candidatesPerRound, sortedPage } from './sorted-page.ts';
import type { Sort } from './sorted-page.ts';
import type { Place } from './index-query.ts';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';

/** An item whose value is known only once rendered, and bounds between which it lies. */
type Item = {
  readonly key: string;
  readonly low: number;
  readonly high: number;
  readonly value: number | undefined;
};

const probe: View<Item> = {
  name: 'probe',
  version: 1,
  table: 'probe',
  key: ({ streamId }) => streamId,
  fold: ([event]) => JSON.parse(event?.payload ?? '') as Item,
  evolve: (_, event) => JSON.parse(event.payload) as Item,
  rewrites: () => false,
  index: { table: 'probe', columns: ['low', 'high'], row: (_, { low, high }) => ({ low, high }) },
};

const eventOf = (item: Item, index: number): StoredEvent => ({
  eventId: String(index),
  type: 'Probed',
  schemaVersion: 1,
  payload: JSON.stringify(item),
  position: index + 1,
  streamId: item.key,
  version: 1,
  recordedAt: '',
  commandId: '',
});

const sortOf = (direction: 'asc' | 'desc'): Sort<Item> => ({
  scale: 'number',
  direction,
  low: 'low',
  high: 'high',
  exact: ({ value }) => (value === undefined ? undefined : String(value)),
});

const walk = async (
  items: readonly Item[],
  direction: 'asc' | 'desc',
  limit: number,
): Promise<readonly string[]> => {
  const reader = replayReader(items.map(eventOf), {
    ledgerId: 'main',
    position: items.length,
    effectiveAt: '2026-11-22',
  });
  const seen: string[] = [];
  let after: Place | undefined;
  for (let page = 0; page <= items.length; page++) {
    const found = await sortedPage(reader, probe, {
      where: [],
      sort: sortOf(direction),
      limit,
      ...(after === undefined ? {} : { after }),
      keyOf: ({ key }) => key,
      render: (keys) => Promise.resolve(keys.flatMap((key) => items.find((item) => item.key === key) ?? [])),
      accepts: ({ key }) => !key.endsWith('x'),
    });
    expect(found.items.length).toBeLessThanOrEqual(limit);
    seen.push(...found.items.map(({ key }) => key));
    if (found.next === null) return seen;
    expect(found.items).toHaveLength(limit);
    after = found.next;
  }
  throw new Error('the pages never end');
};

const expected = (items: readonly Item[], direction: 'asc' | 'desc'): readonly string[] => {
  const sign = direction === 'asc' ? 1 : -1;
  const byKey = (a: Item, b: Item): number => (a.key < b.key ? -1 : 1);
  const shown = items.filter(({ key }) => !key.endsWith('x'));
  const valued = shown.filter(({ value }) => value !== undefined);
  const rest = shown.filter(({ value }) => value === undefined);
  return [
    ...valued.toSorted((a, b) => sign * ((a.value ?? 0) - (b.value ?? 0)) || byKey(a, b)),
    ...rest.toSorted(byKey),
  ].map(({ key }) => key);
};

const items = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}x?$/), { maxLength: 30 }).chain((keys) =>
  fc.tuple(
    ...keys.map((key) =>
      fc
        .record({ at: fc.integer({ min: 0, max: 9 }), below: fc.nat(3), above: fc.nat(3), has: fc.boolean() })
        .map(({ at, below, above, has }) => ({
          key,
          low: at - below,
          high: at + above,
          value: has ? at : undefined,
        })),
    ),
  ),
);

describe('a list sorted by a value that only rendering tells', () => {
  for (const direction of ['asc', 'desc'] as const) {
    test(`comes ${direction} in exact order, page by page, nothing twice and nothing left out`, async () => {
      await fc.assert(
        fc.asyncProperty(items, fc.integer({ min: 1, max: 7 }), async (all, limit) => {
          expect(await walk(all, direction, limit)).toEqual(expected(all, direction));
        }),
      );
    });
  }

  test('is exact also where it takes several rounds of candidates', async () => {
    const many = Array.from({ length: candidatesPerRound * 2 + 5 }, (_, index) => ({
      key: `k${String(index).padStart(4, '0')}`,
      low: index,
      high: index + 50,
      value: index + ((index * 37) % 50),
    }));
    expect(await walk(many, 'asc', 40)).toEqual(expected(many, 'asc'));
    expect(await walk(many, 'desc', 40)).toEqual(expected(many, 'desc'));
  });
});
