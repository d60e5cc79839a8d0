import type { View } from '@dealtrail/event-sourcing/view';
import type { Condition, Direction, IndexQuery, Place, Scale } from './index-query.ts';
import { comparePlaces } from './order.ts';
import type { Reader } from './reader.ts';

/**
 * How a list is sorted. Which claim wins depends on sources, so the index cannot hold the sorted value itself: it holds
 * bounds, `low` and `high`, between which the value lies whichever claim wins (the same column where nothing can differ).
 */
export type Sort<Item> = {
  readonly scale: Scale;
  readonly direction: Direction;
  readonly low: string;
  readonly high: string;
  /** The value itself, once the item is rendered; undefined: it has none and comes after all that have one, by key. */
  readonly exact: (item: Item) => string | undefined;
};

export type PageRequest<Item> = {
  readonly where: readonly Condition[];
  readonly sort: Sort<Item>;
  readonly after?: Place;
  readonly limit: number;
  readonly keyOf: (item: Item) => string;
  readonly render: (keys: readonly string[]) => Promise<readonly Item[]>;
  /** The filters, judged on what the item says; `where` only spares rendering what cannot match. */
  readonly accepts: (item: Item) => boolean;
};

/** `next` goes back in as `after`; null at the end. */
export type Page<Item> = { readonly items: readonly Item[]; readonly next: Place | null };

/** 100: candidates rendered at a time; a page of the default limit takes one round of queries. */
export const candidatesPerRound = 100;

/** A place after all items that have a value, among those that have none. */
const none = 'none';

/** One page: first the items that have a value to be sorted by, then those that have none. */
export const sortedPage = async <State, Item>(
  reader: Reader,
  view: View<State>,
  request: PageRequest<Item>,
): Promise<Page<Item>> => {
  const { sort, after, limit } = request;
  const valued = after?.value === none ? nothing : await exactPage(reader, view, request);
  if (valued.more || sort.low === 'key') return pageOf(request, valued);
  const from = after?.value === none ? after.key : '';
  const rest = await exactPage(reader, view, {
    ...request,
    sort: { scale: 'text', direction: 'asc', low: 'key', high: 'key', exact: request.keyOf },
    accepts: (item) => sort.exact(item) === undefined && request.accepts(item),
    limit: limit - valued.items.length,
    after: { value: from, key: from },
  });
  return pageOf(request, { items: [...valued.items, ...rest.items], more: rest.more });
};

type Found<Item> = { readonly items: readonly Item[]; readonly more: boolean };

const nothing = { items: [], more: false };

const pageOf = <Item>({ sort, keyOf }: PageRequest<Item>, { items, more }: Found<Item>): Page<Item> => {
  const last = items.at(-1);
  if (!more || last === undefined) return { items, next: null };
  return { items, next: { value: sort.exact(last) ?? none, key: keyOf(last) } };
};

/**
 * One page in exact order, without rendering the whole list: candidates come in order of their bound, and an item may go
 * out as soon as it sorts at or before the bound of the last candidate read, for no unread one can sort before that.
 */
const exactPage = async <State, Item>(
  reader: Reader,
  view: View<State>,
  request: PageRequest<Item>,
): Promise<Found<Item>> => {
  const { sort, after, limit } = request;
  const compare = (a: Place, b: Place): number => comparePlaces(sort.scale, sort.direction, a, b);
  const ready: Placed<Item>[] = [];
  let frontier: Place | undefined;
  for (;;) {
    const candidates = await reader.find(view, candidatesAfter(request, frontier));
    for (const item of await request.render(candidates.map((each) => each.key))) {
      const value = sort.exact(item);
      if (value === undefined || !request.accepts(item)) continue;
      const place = { value, key: request.keyOf(item) };
      if (after === undefined || compare(place, after) > 0) ready.push({ item, place });
    }
    ready.sort((a, b) => compare(a.place, b.place));
    frontier = candidates.at(-1);
    const certain = frontier;
    const exhausted = certain === undefined || candidates.length < candidatesPerRound;
    const settled = exhausted ? ready : ready.filter((each) => compare(each.place, certain) <= 0);
    if (!exhausted && settled.length <= limit) continue;
    return { items: settled.slice(0, limit).map(({ item }) => item), more: settled.length > limit };
  }
};

const candidatesAfter = <Item>(
  { where, sort, after }: PageRequest<Item>,
  frontier: Place | undefined,
): IndexQuery => {
  const bound = sort.direction === 'asc' ? sort.low : sort.high;
  return {
    where: [...where, { column: bound, is: 'known' }, ...notBefore(sort, after)],
    order: { column: bound, as: sort.scale, direction: sort.direction },
    limit: candidatesPerRound,
    ...(frontier === undefined ? {} : { after: frontier }),
  };
};

type Placed<Item> = { readonly item: Item; readonly place: Place };

/** What lies wholly before the cursor cannot hold an item after it. */
const notBefore = <Item>(sort: Sort<Item>, after: Place | undefined): readonly Condition[] => {
  if (after === undefined) return [];
  return sort.direction === 'asc'
    ? [{ column: sort.high, is: 'atLeast', value: after.value, as: sort.scale }]
    : [{ column: sort.low, is: 'atMost', value: after.value, as: sort.scale }];
};
