import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { View } from '@dealtrail/event-sourcing/view';
import { compareText } from '../order.ts';
import { historiesOf } from '../replay-reader.ts';

/** What is held under a key, as JSON: of a view's table or of its index. */
export type Held = { readonly key: string; readonly value: unknown };

type Keyed = readonly (readonly [key: string, history: readonly StoredEvent[]])[];

const byKey = (view: View<unknown>, events: readonly StoredEvent[]): Keyed =>
  [...historiesOf(view, events)].toSorted(([a], [b]) => compareText(a, b));

/** What a stored state reads back as. */
const asStored = (state: unknown): unknown => JSON.parse(JSON.stringify(state));

/**
 * The rows that a view must hold after these events, each folded from nothing, by the bytes of their keys; one at a
 * time, so that no more than one state is held.
 *
 * @param events of one ledger, by position
 */
export function* freshRows(view: View<unknown>, events: readonly StoredEvent[]): Generator<Held, void, void> {
  for (const [key, history] of byKey(view, events))
    yield {
      key,
      value: { changedAt: history.at(-1)?.position ?? 0, state: asStored(view.fold(history)) },
    };
}

/** A row of an index: what its columns held from a position on, to (exclusive) another; null: they hold still. */
export type Version = {
  readonly from: number;
  readonly to: number | null;
  readonly columns: Readonly<Record<string, unknown>>;
};

/** A database writes a number in its own way; as texts both are alike. */
const asText = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;

/** The rows of an index under one key in a form in which two of them can be compared. */
export const indexValue = (versions: readonly Version[]): unknown =>
  Object.fromEntries(
    versions.map(({ from, to, columns }) => [
      String(from),
      {
        to,
        ...Object.fromEntries(
          Object.entries(columns)
            .map(([name, value]) => [name, asText(value)] as const)
            .toSorted(([a], [b]) => compareText(a, b)),
        ),
      },
    ]),
  );

/** The same of a view's index; nothing where it has none. */
export function* freshIndex(
  view: View<unknown>,
  events: readonly StoredEvent[],
): Generator<Held, void, void> {
  if (view.index === undefined) return;
  for (const [key, history] of byKey(view, events))
    yield { key, value: indexValue(versionsOf(view, view.index, key, history)) };
}

const versionsOf = (
  view: View<unknown>,
  index: NonNullable<View<unknown>['index']>,
  key: string,
  history: readonly StoredEvent[],
): readonly Version[] => {
  const begun: Omit<Version, 'to'>[] = [];
  let state: unknown;
  let before: string | undefined;
  for (const [at, event] of history.entries()) {
    state = view.rewrites(event) ? view.fold(history.slice(0, at + 1)) : view.evolve(state, event);
    const columns = index.row(key, state);
    const text = JSON.stringify(columns);
    if (text !== before) begun.push({ from: event.position, columns });
    before = text;
  }
  return begun.map((version, at) => ({ ...version, to: begun[at + 1]?.from ?? null }));
};
