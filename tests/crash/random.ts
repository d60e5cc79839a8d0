/** A run of numbers that a seed decides, so that a failure can be had again. */
export type Random = {
  /** From least to most, both included. */
  readonly integer: (least: number, most: number) => number;
  readonly oneOf: <Item>(items: readonly Item[]) => Item;
  /** The same items in another order. */
  readonly shuffled: <Item>(items: readonly Item[]) => readonly Item[];
};

/** mulberry32: 32 bits of state, good enough to choose moments and victims. */
export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (least: number, most: number): number =>
    least + Math.floor(fraction() * (most - least + 1));
  return {
    integer,
    oneOf: (items) => {
      const item = items[integer(0, items.length - 1)];
      if (item === undefined) throw new RangeError('nothing to choose from');
      return item;
    },
    shuffled: (items) =>
      items
        .map((item) => ({ item, key: fraction() }))
        .sort((a, b) => a.key - b.key)
        .map(({ item }) => item),
  };
};

/** DEALTRAIL_SEED, to have a run again; else another one each time. Tests name it in their titles. */
export const seedOfThisRun = (): number =>
  process.env['DEALTRAIL_SEED'] === undefined
    ? Math.floor(Math.random() * 2 ** 32)
    : Number(process.env['DEALTRAIL_SEED']);
