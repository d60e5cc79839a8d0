import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { IndexValue, View } from '@dealtrail/event-sourcing/view';

type IndexRow = Readonly<Record<string, IndexValue>>;

/** Filter columns of a key from a position on, to (exclusive) the position that changed them again. */
export type IndexVersion = {
  readonly key: string;
  readonly from: number;
  readonly to: number | null;
  readonly row: IndexRow;
};

export type FoldedRow = { readonly key: string; readonly changedAt: number; readonly state: unknown };

/** What has to be stored: each key's newest state, and every version that began. */
export type Folded = {
  readonly rows: readonly FoldedRow[];
  readonly versions: readonly IndexVersion[];
};

/** The event that could not be folded; everything before it was. */
export type Poisoned = { readonly position: number; readonly eventId: string; readonly error: unknown };

export type FoldedPage = Folded & {
  /** Last position folded. */
  readonly position: number;
  readonly poisoned?: Poisoned;
};

/** Keys whose history is needed: an event of the page changes what earlier ones mean. */
export const keysToRefold = (view: View<unknown>, events: readonly StoredEvent[]): readonly string[] => [
  ...new Set(events.filter((event) => rewrites(view, event)).flatMap((event) => view.key(event) ?? [])),
];

/** What cannot be read says so when it is its turn to be folded; the page is not read in vain because of it. */
const rewrites = (view: View<unknown>, event: StoredEvent): boolean => {
  try {
    return view.rewrites(event);
  } catch {
    return false;
  }
};

/** Of the keys to refold, oldest first, at least to the event in hand. */
export type Histories = ReadonlyMap<string, readonly StoredEvent[]>;

/** States of a view in memory, moved on event by event. Holds no clock and no connection: what is put in comes out. */
export type Fold = {
  readonly has: (key: string) => boolean;
  /** The state that a key was stored with. */
  readonly put: (key: string, state: unknown) => void;
  /** The next event. Throws what the view throws, and has taken nothing of that event then. */
  readonly take: (event: StoredEvent, histories: Histories) => void;
  /** Of the key that an event belongs to. */
  readonly stateOf: (event: StoredEvent) => unknown;
  /** What changed since the last time, to be stored. States are kept. */
  readonly drain: () => Folded;
  /** Lets go of all states, none of which may be waiting to be drained. */
  readonly forget: () => void;
  readonly size: () => { readonly keys: number; readonly versions: number };
};

type Entry = {
  state: unknown;
  changedAt: number;
  /** Of the state; undefined until it is compared with. */
  row: IndexRow | undefined;
  /** Began since the last drain and is the newest. */
  open: Begun | undefined;
};

type Begun = { key: string; from: number; to: number | null; row: IndexRow };

export const openFold = (view: View<unknown>): Fold => {
  const entries = new Map<string, Entry>();
  let changed = new Map<string, Entry>();
  let versions: Begun[] = [];

  const take: Fold['take'] = (event, histories) => {
    const key = view.key(event);
    if (key === undefined) return;
    const before = entries.get(key);
    const state = stateAfter(view, key, before?.state, event, histories);
    const row = rowAfter(view, key, before, state, event);
    let open = before?.open;
    if (row !== undefined && row !== before?.row) {
      if (open !== undefined) open.to = event.position;
      open = { key, from: event.position, to: null, row };
      versions.push(open);
    }
    const entry = before ?? { state, changedAt: event.position, row, open };
    if (before === undefined) entries.set(key, entry);
    entry.state = state;
    entry.changedAt = event.position;
    entry.row = row;
    entry.open = open;
    changed.set(key, entry);
  };
  const drain = (): Folded => {
    const rows = Array.from(changed, ([key, { changedAt, state }]) => ({ key, changedAt, state }));
    const folded = { rows, versions };
    for (const entry of changed.values()) entry.open = undefined;
    changed = new Map();
    versions = [];
    return folded;
  };
  return {
    ...{ take, drain },
    has: (key) => entries.has(key),
    put: (key, state) => entries.set(key, { state, changedAt: 0, row: undefined, open: undefined }),
    stateOf: (event) => entries.get(view.key(event) ?? '')?.state,
    forget: () => {
      entries.clear();
    },
    size: () => ({ keys: entries.size, versions: versions.length }),
  };
};

const stateAfter = (
  view: View<unknown>,
  key: string,
  before: unknown,
  event: StoredEvent,
  histories: Histories,
): unknown => {
  if (!view.rewrites(event)) return view.evolve(before, event);
  const history = histories.get(key) ?? [];
  return view.fold(history.filter((one) => one.position <= event.position && view.key(one) === key));
};

/** The row of the new state: the one before itself where nothing in it has changed. */
const rowAfter = (
  { index, bears }: View<unknown>,
  key: string,
  before: Entry | undefined,
  state: unknown,
  event: StoredEvent,
): IndexRow | undefined => {
  if (index === undefined) return undefined;
  if (before?.row !== undefined && bears?.(event) === false) return before.row;
  const row = index.row(key, state);
  if (before === undefined) return row;
  before.row ??= index.row(key, before.state);
  return isSame(before.row, row) ? before.row : row;
};

/**
 * Folds a page over the states as they were before it. Pure. `histories`: of the keys to refold, at least to the end of
 * the page. `after`: the position before the page.
 */
export const foldPage = (
  view: View<unknown>,
  after: number,
  events: readonly StoredEvent[],
  states: ReadonlyMap<string, unknown>,
  histories: Histories,
): FoldedPage => {
  const fold = openFold(view);
  for (const [key, state] of states) fold.put(key, state);
  const { position, poisoned } = takeAll(fold, after, events, histories);
  return { position, ...fold.drain(), ...(poisoned === undefined ? {} : { poisoned }) };
};

/** Takes events as far as they can be folded. */
export const takeAll = (
  fold: Fold,
  after: number,
  events: readonly StoredEvent[],
  histories: Histories,
): { readonly position: number; readonly poisoned?: Poisoned } => {
  let position = after;
  for (const event of events) {
    try {
      fold.take(event, histories);
    } catch (error) {
      return { position, poisoned: { position: event.position, eventId: event.eventId, error } };
    }
    position = event.position;
  }
  return { position };
};

/** Rows of one view: the same columns in the same order. */
const isSame = (a: IndexRow, b: IndexRow): boolean => {
  for (const column in b) if (!isSameValue(a[column], b[column])) return false;
  return true;
};

const isSameValue = (a: IndexValue | undefined, b: IndexValue | undefined): boolean => {
  if (a === b) return true;
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
};
