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
  const searches = new Map<string, Search>();
  const searchOf = <State>(view: View<State>): Search => {
    const search = searches.get(view.name) ?? searchIn(view, all(view), lastChanges(view));
    searches.set(view.name, search);
    return search;
  };
  const all = <State>(view: View<State>): ReadonlyMap<string, State> => {
    const states = folded.get(reference(view)) ?? foldAll(view, known);
    folded.set(reference(view), states);
    return states as ReadonlyMap<string, State>;
  };
  const lastChanges = (view: View<unknown>): ReadonlyMap<string, number> =>
    new Map(known.map((event) => [view.key(event) ?? '', event.position]));
  const states: Reader['states'] = <State>(view: View<State>, keys: readonly string[]) => {
    const held = all(view);
    const found = [...new Set(keys)].flatMap((key) => {
      const state = held.get(key);
      return state === undefined ? [] : [[key, state] as const];
    });
    return Promise.resolve(new Map<string, State>(found));
  };
  return {
    ...basis,
    states,
    state: async (view, key) => (await states(view, [key])).get(key),
    history: (streamIds) => Promise.resolve(known.filter((event) => streamIds.includes(event.streamId))),
    find: (view, query) => Promise.resolve(searchOf(view)(query)),
  };
};

/** The events of each key that a view holds, in their order. */
export const historiesOf = <State>(
  view: View<State>,
  events: readonly StoredEvent[],
): ReadonlyMap<string, readonly StoredEvent[]> => {
  const histories = new Map<string, StoredEvent[]>();
  for (const event of events) {
    const key = view.key(event);
    if (key === undefined) continue;
    const history = histories.get(key);
    if (history === undefined) histories.set(key, [event]);
    else history.push(event);
  }
  return histories;
};

/** States of all keys that a view holds over these events. */
export const foldAll = <State>(
  view: View<State>,
  events: readonly StoredEvent[],
): ReadonlyMap<string, State> =>
  new Map([...historiesOf(view, events)].map(([key, history]) => [key, view.fold(history)]));

type Row = Readonly<Record<string, IndexValue>>;

/** Keys of a view by its filter columns, as `find` of a reader gives them. */
export type Search = (query: IndexQuery) => readonly IndexRow[];

/** The search over these states; `changes`: the position of each key's last event. What a list holds is looked up, so that asking once for every key stays linear. */
export const searchIn = <State>(
  view: View<State>,
  states: ReadonlyMap<string, State>,
  changes: ReadonlyMap<string, number>,
): Search => {
  const { index } = view;
  if (index === undefined) throw new Error(`view ${view.name} has no index to be asked`);
  const rows: readonly KeyedRow[] = [...states].map(([key, state]) => ({
    key,
    row: { ...index.row(key, state), key, [changedAtColumn]: changes.get(key) ?? 0 },
  }));
  const holders = new Map<string, ReadonlyMap<string, readonly KeyedRow[]>>();
  const holding = (column: string, value: string): readonly KeyedRow[] => {
    const known = holders.get(column) ?? holdersOf(rows, column);
    holders.set(column, known);
    return known.get(value) ?? [];
  };
  return ({ where, order, after, limit }) => {
    const compare = (a: IndexRow, b: IndexRow): number => comparePlaces(order.as, order.direction, a, b);
    const lookUp = where.find((each) => each.is === 'holds');
    return (lookUp === undefined ? rows : holding(lookUp.column, lookUp.value))
      .filter(({ row }) => where.every((each) => holds(row, each)))
      .map(({ key, row }) => ({ key, value: String(row[order.column]) }))
      .filter((each) => after === undefined || compare(each, after) > 0)
      .toSorted(compare)
      .slice(0, limit);
  };
};

type KeyedRow = { readonly key: string; readonly row: Row };

const holdersOf = (rows: readonly KeyedRow[], column: string): ReadonlyMap<string, readonly KeyedRow[]> => {
  const holders = new Map<string, KeyedRow[]>();
  for (const each of rows) {
    const value = each.row[column];
    for (const item of Array.isArray(value) ? new Set(value.map(String)) : []) {
      const held = holders.get(item);
      if (held === undefined) holders.set(item, [each]);
      else held.push(each);
    }
  }
  return holders;
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
