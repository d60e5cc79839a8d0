/** A condition on one filter column of a view's index. Lists use conditions that never leave out a match. */
export type Condition =
  | { readonly column: string; readonly is: 'known' }
  | { readonly column: string; readonly is: 'equals'; readonly value: string }
  | {
      readonly column: string;
      readonly is: 'atLeast' | 'atMost';
      readonly value: string | number;
      readonly as: Scale;
    }
  /** The column is a text array that holds the value. */
  | { readonly column: string; readonly is: 'holds'; readonly value: string }
  /** The column is a text array, one element of which contains the value. */
  | { readonly column: string; readonly is: 'mentions'; readonly value: string };

/**
 * A column that every index has without keeping it: the position of the key's last event as at the basis. To keep it would
 * take a new version at every event, where a version begins otherwise only when something else that is filtered by changes.
 */
export const changedAtColumn = 'changed_at';

/** How values are ordered: by bytes (days as YYYY-MM-DD are), or as numbers (also `Infinity`, `-Infinity`). */
export type Scale = 'text' | 'number';

export type Direction = 'asc' | 'desc';

export type Order = { readonly column: string; readonly as: Scale; readonly direction: Direction };

/** Where a row stands in a query's order; ties are broken by key, ascending. A page begins after one. */
export type Place = { readonly value: string; readonly key: string };

export type IndexQuery = {
  readonly where: readonly Condition[];
  /** The column may be `key`. */
  readonly order: Order;
  /** Exclusive. */
  readonly after?: Place;
  readonly limit: number;
};

/** `value` is the order column as text. */
export type IndexRow = Place;
