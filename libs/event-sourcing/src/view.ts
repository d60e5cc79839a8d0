import type { StoredEvent } from './event.ts';

/** A value that a narrow index column can hold; a list becomes a text array. */
export type IndexValue = string | number | boolean | null | readonly string[];

/**
 * How facts fill a read model, one row per key. Pure: the runner (libs/ledger) loads, folds and stores.
 * `evolve` and `row` are methods so that a View<Something> is also a View<unknown> to the runner.
 * Law: reducing `evolve` over a key's events, refolding wherever `rewrites` says so, equals `fold` of all of them.
 */
export type View<State> = {
  /** Kebab-case wire name, for example `deal-current`. */
  readonly name: string;
  readonly version: number;
  /** Table of the rows in schema `views`: (ledger_id, build, key, changed_at, state json). */
  readonly table: string;
  /** The key of the row an event belongs to (today always its stream), or undefined: not for this view. */
  readonly key: (event: StoredEvent) => string | undefined;
  /** State of a key from its whole history, oldest first. */
  readonly fold: (history: readonly StoredEvent[]) => State;
  /** The incremental step for events that only add. */
  evolve(state: State | undefined, event: StoredEvent): State;
  /** True when the event changes what earlier events mean (a correction, a retraction): the key is folded anew. */
  readonly rewrites: (event: StoredEvent) => boolean;
  /**
   * False for an event that `fold` may do without, wherever it is not the last: it says only when the key last changed, which is no column of
   * the index.
   * Absent: none is. What many events do not bear on is rebuilt the sooner.
   */
  readonly bears?: (event: StoredEvent) => boolean;
  /** Filter columns kept per position, so that lists can be asked as at a past position. */
  readonly index?: ViewIndex<State>;
};

export type ViewIndex<State> = {
  /** Table in schema `views`: (ledger_id, build, key, from_position, to_position or null, then `columns`). */
  readonly table: string;
  readonly columns: readonly string[];
  row(key: string, state: State): Readonly<Record<string, IndexValue>>;
};

export const reference = (view: { readonly name: string; readonly version: number }): string =>
  `${view.name}@${String(view.version)}`;
