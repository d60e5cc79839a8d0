/**
 * Things by their key, each with the number of events after which it lay there. Things are only ever added, in the order
 * of the events, and the first under a key stays: so whoever looks only as far as his own history reaches sees the same
 * however much was added since.
 */
export type Shelf<Value> = {
  /** What lay there after the first `length` events. */
  readonly get: (key: string, length: number) => Value | undefined;
  /** `length`: the number of events, with the one that brings it. The key is worked out when somebody first looks. */
  readonly add: (key: () => string, value: Value, length: number) => void;
};

type Placed<Value> = { readonly value: Value; readonly length: number };
type Unplaced<Value> = Placed<Value> & { readonly key: () => string };

/** `first`: what lies there from the beginning, worked out when somebody first looks. */
export const openShelf = <Value>(
  first: () => Iterable<readonly [key: string, value: Value]>,
): Shelf<Value> => {
  let things: Map<string, Placed<Value>> | undefined;
  let unplaced: Unplaced<Value>[] = [];

  const place = (at: Map<string, Placed<Value>>, key: string, thing: Placed<Value>): void => {
    if (!at.has(key)) at.set(key, thing);
  };

  const placed = (): Map<string, Placed<Value>> => {
    const at = things ?? new Map<string, Placed<Value>>();
    if (things === undefined) for (const [key, value] of first()) place(at, key, { value, length: 0 });
    for (const { key, value, length } of unplaced) place(at, key(), { value, length });
    unplaced = [];
    things = at;
    return at;
  };

  return {
    get: (key, length) => {
      const thing = placed().get(key);
      return thing !== undefined && thing.length <= length ? thing.value : undefined;
    },
    add: (key, value, length) => {
      unplaced.push({ key, value, length });
    },
  };
};
