import type { View } from '@dealtrail/event-sourcing/view';
import type { Condition, Direction, Place, Scale } from './index-query.ts';
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
  /** The value itself, once the item is rendered. */
  readonly exact: (item: Item) => string;
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

export type Page<Item> = { readonly items: readonly Item[]; readonly next: Place | null };

/** 100: candidates rendered at a time; a page of the default limit takes one round of queries. */
export const candidatesPerRound = 100;

/**
 * One page in exact order, without rendering the whole list: candidates come in order of their bound, and an item may go
 * out as soon as it sorts at or before the bound of the last candidate read, for no unread one can sort before that.
 */
export const sortedPage = async <State, Item>(
  reader: Reader,
  view: View<State>,
  request: PageRequest<Item>,
): Promise<Page<Item>> => {
  const { sort, after, limit } = request;
  const compare = (a: Place, b: Place): number => comparePlaces(sort.scale, sort.direction, a, b);
  const ready: Placed<Item>[] = [];
  let frontier: Place | undefined;
  for (;;) {
    const candidates = await reader.find(view, {
      where: [...request.where, ...notBefore(sort, after)],
      order: { column: boundOf(sort), as: sort.scale, direction: sort.direction },
      limit: candidatesPerRound,
      ...(frontier === undefined ? {} : { after: frontier }),
    });
    for (const item of await request.render(candidates.map((each) => each.key))) {
      const place = { value: sort.exact(item), key: request.keyOf(item) };
      if (request.accepts(item) && (after === undefined || compare(place, after) > 0))
        ready.push({ item, place });
    }
    ready.sort((a, b) => compare(a.place, b.place));
    frontier = candidates.at(-1);
    const certain = frontier;
    const exhausted = certain === undefined || candidates.length < candidatesPerRound;
    const settled = exhausted ? ready : ready.filter((each) => compare(each.place, certain) <= 0);
    if (exhausted || settled.length > limit) return pageOf(settled, limit);
  }
};

type Placed<Item> = { readonly item: Item; readonly place: Place };

const pageOf = <Item>(settled: readonly Placed<Item>[], limit: number): Page<Item> => {
  const page = settled.slice(0, limit);
  return {
    items: page.map((each) => each.item),
    next: settled.length > limit ? (page.at(-1)?.place ?? null) : null,
  };
};

const boundOf = <Item>(sort: Sort<Item>): string => (sort.direction === 'asc' ? sort.low : sort.high);

/** What lies wholly before the cursor cannot hold an item after it. */
const notBefore = <Item>(sort: Sort<Item>, after: Place | undefined): readonly Condition[] => {
  if (after === undefined) return [];
  return sort.direction === 'asc'
    ? [{ column: sort.high, is: 'atLeast', value: after.value, as: sort.scale }]
    : [{ column: sort.low, is: 'atMost', value: after.value, as: sort.scale }];
};
