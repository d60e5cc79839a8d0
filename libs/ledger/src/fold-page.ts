import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { IndexValue, View } from '@dealtrail/event-sourcing/view';

/** Filter columns of a key from a position on, to (exclusive) the position that changed them again. */
export type IndexVersion = {
  readonly key: string;
  readonly from: number;
  readonly to: number | null;
  readonly row: Readonly<Record<string, IndexValue>>;
};

export type FoldedPage = {
  /** Last position folded. */
  readonly position: number;
  readonly rows: readonly { readonly key: string; readonly changedAt: number; readonly state: unknown }[];
  readonly versions: readonly IndexVersion[];
  /** The event that could not be folded; everything before it was. */
  readonly poisoned?: { readonly position: number; readonly error: unknown };
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

type Key = { state: unknown; changedAt: number; index: string | undefined };

/**
 * Folds a page over the states as they were before it. Pure. `histories`: of the keys to refold, oldest first, at least
 * to the end of the page. `after`: the position before the page.
 */
export const foldPage = (
  view: View<unknown>,
  after: number,
  events: readonly StoredEvent[],
  states: ReadonlyMap<string, unknown>,
  histories: ReadonlyMap<string, readonly StoredEvent[]>,
): FoldedPage => {
  const keys = new Map<string, Key>();
  const versions: IndexVersion[] = [];
  let position = after;
  const folded = () => ({
    position,
    rows: [...keys].map(([key, { state, changedAt }]) => ({ key, changedAt, state })),
    versions: withEnds(versions),
  });
  for (const event of events) {
    try {
      const key = view.key(event);
      if (key !== undefined) {
        const before = keys.get(key)?.state ?? states.get(key);
        const state = view.rewrites(event)
          ? view.fold(
              (histories.get(key) ?? []).filter(
                (one) => one.position <= event.position && view.key(one) === key,
              ),
            )
          : view.evolve(before, event);
        const row = view.index?.row(key, state);
        const index = row === undefined ? undefined : JSON.stringify(row);
        if (row !== undefined && index !== (keys.get(key)?.index ?? indexOf(view, key, before))) {
          versions.push({ key, from: event.position, to: null, row });
        }
        keys.set(key, { state, changedAt: event.position, index });
      }
    } catch (error) {
      return { ...folded(), poisoned: { position: event.position, error } };
    }
    position = event.position;
  }
  return folded();
};

const indexOf = (view: View<unknown>, key: string, state: unknown): string | undefined =>
  state === undefined || view.index === undefined ? undefined : JSON.stringify(view.index.row(key, state));

/** Each version of a key ends where the next begins. */
const withEnds = (versions: readonly IndexVersion[]): readonly IndexVersion[] => {
  const next = new Map<string, number>();
  return versions
    .toReversed()
    .map((version) => {
      const to = next.get(version.key) ?? null;
      next.set(version.key, version.from);
      return { ...version, to };
    })
    .toReversed();
};
