import { toldBy } from './authors.ts';
import type { Authors } from './authors.ts';
import type { LedgerHistory } from './ledger-history.ts';

/** When each position of a ledger was surely not yet committed, and when it surely was, as callers and readers saw. */
export type Moments = {
  /** Committed after this: nobody had asked for it before. -Infinity where nobody is known to have asked. */
  readonly askedAtUs: (position: number) => number;
  /** Committed before this: the first answer or page that shows it. Infinity where none does. */
  readonly shownAtUs: (position: number) => number;
  /** The head at that instant was at least this. */
  readonly headAtLeast: (atUs: number) => number;
  /** The head at that instant was at most this. */
  readonly headAtMost: (atUs: number) => number;
};

export const momentsOf = (history: LedgerHistory, authors: Authors): Moments => {
  const { final } = history;
  const shown = shownOf(history);
  const asked = new Map(
    final.events.map((event) => [
      event.position,
      authors.first(event)?.call.startedAtUs ?? Number.NEGATIVE_INFINITY,
    ]),
  );
  const shownAtUs = (position: number) => shown.get(position) ?? Number.POSITIVE_INFINITY;
  const askedAtUs = (position: number) => asked.get(position) ?? Number.NEGATIVE_INFINITY;

  // Sorted by instant, each with the highest position shown up to then, or the lowest asked for from then on.
  const rising = [...shown].sort(([, a], [, b]) => a - b);
  const highest = rising.map(([position]) => position);
  for (let index = 1; index < highest.length; index += 1)
    highest[index] = Math.max(highest[index] ?? 0, highest[index - 1] ?? 0);
  const coming = [...asked].sort(([, a], [, b]) => a - b);
  const lowest = coming.map(([position]) => position);
  for (let index = lowest.length - 2; index >= 0; index -= 1)
    lowest[index] = Math.min(lowest[index] ?? Infinity, lowest[index + 1] ?? Infinity);

  return {
    askedAtUs,
    shownAtUs,
    headAtLeast: (atUs) => highest[firstIndex(rising, ([, at]) => at >= atUs) - 1] ?? 0,
    headAtMost: (atUs) => (lowest[firstIndex(coming, ([, at]) => at > atUs)] ?? final.events.length + 1) - 1,
  };
};

const shownOf = ({ attempts, readers }: LedgerHistory): Map<number, number> => {
  const shown = new Map<number, number>();
  const show = (position: number, atUs: number): void => {
    shown.set(position, Math.min(atUs, shown.get(position) ?? Number.POSITIVE_INFINITY));
  };
  for (const attempt of attempts) {
    const told = toldBy(attempt);
    if (told !== undefined) show(told.position, attempt.endedAtUs);
  }
  for (const page of readers.flat()) for (const { position } of page.events) show(position, page.endedAtUs);
  return shown;
};

/** Where in a list the condition begins to hold, given that it holds from there on: its length where it never does. */
export const firstIndex = <Item>(items: readonly Item[], holds: (item: Item) => boolean): number => {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle] as Item)) high = middle;
    else low = middle + 1;
  }
  return low;
};
