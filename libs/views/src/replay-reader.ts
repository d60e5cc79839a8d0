import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { reference } from '@dealtrail/event-sourcing/view';
import type { IndexValue, View } from '@dealtrail/event-sourcing/view';
import { changedAtColumn } from './index-query.ts';
import type { Condition, IndexQuery, IndexRow } from './index-query.ts';
import { compareBy, comparePlaces } from './order.ts';
import type { ReadBasis, Reader } from './reader.ts';

/**
 * A reader over events in memory, without rows or a database: every state is folded when asked. What a view answers
 * here is what it must answer from its rows, which is the law its tests hold it to.
 */
export const replayReader = (events: readonly StoredEvent[], basis: ReadBasis): Reader => {
  const known = events.filter((event) => event.position <= basis.position);
  const folded = new Map<string, ReadonlyMap<string, unknown>>();
  const all = <State>(view: View<State>): ReadonlyMap<string, State> => {
    const states = folded.get(reference(view)) ?? foldAll(view, known);
    folded.set(reference(view), states);
    return states as ReadonlyMap<string, State>;
  };
  const lastChanges = (view: View<unknown>): ReadonlyMap<string, number> =>
    new Map(known.map((event) => [view.key(event) ?? '', event.position]));
  const states: Reader['states'] = (view, keys) =>
    Promise.resolve(new Map([...all(view)].filter(([key]) => keys.includes(key))));
  return {
    ...basis,
    states,
    state: async (view, key) => (await states(view, [key])).get(key),
    history: (streamIds) => Promise.resolve(known.filter((event) => streamIds.includes(event.streamId))),
    find: (view, query) => Promise.resolve(findIn(view, all(view), lastChanges(view), query)),
  };
};

/** States of all keys that a view holds over these events. */
export const foldAll = <State>(
  view: View<State>,
  events: readonly StoredEvent[],
): ReadonlyMap<string, State> => {
  const histories = new Map<string, StoredEvent[]>();
  for (const event of events) {
    const key = view.key(event);
    if (key === undefined) continue;
    const history = histories.get(key);
    if (history === undefined) histories.set(key, [event]);
    else history.push(event);
  }
  return new Map([...histories].map(([key, history]) => [key, view.fold(history)]));
};

type Row = Readonly<Record<string, IndexValue>>;

const findIn = <State>(
  view: View<State>,
  states: ReadonlyMap<string, State>,
  changes: ReadonlyMap<string, number>,
  { where, order, after, limit }: IndexQuery,
): readonly IndexRow[] => {
  const { index } = view;
  if (index === undefined) throw new Error(`view ${view.name} has no index to be asked`);
  const compare = (a: IndexRow, b: IndexRow): number => comparePlaces(order.as, order.direction, a, b);
  return [...states]
    .map(([key, state]) => ({
      key,
      row: { ...index.row(key, state), key, [changedAtColumn]: changes.get(key) ?? 0 },
    }))
    .filter(({ row }) => where.every((each) => holds(row, each)))
    .map(({ key, row }: { key: string; row: Row }) => ({ key, value: String(row[order.column]) }))
    .filter((each) => after === undefined || compare(each, after) > 0)
    .toSorted(compare)
    .slice(0, limit);
};

const holds = (row: Row, each: Condition): boolean => {
  const value = row[each.column] ?? null;
  switch (each.is) {
    case 'known':
      return value !== null;
    case 'equals':
      return value === each.value;
    case 'atLeast':
      return value !== null && compareBy(each.as, String(value), String(each.value)) >= 0;
    case 'atMost':
      return value !== null && compareBy(each.as, String(value), String(each.value)) <= 0;
    case 'holds':
      return Array.isArray(value) && value.includes(each.value);
    case 'mentions':
      return Array.isArray(value) && value.some((item) => String(item).includes(each.value));
  }
};
