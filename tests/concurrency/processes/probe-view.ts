import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { View } from '@dealtrail/event-sourcing/view';

/** A view of one's own for tests: adds up what a stream's events carry, but for those undone. */
export type Sum = { readonly sum: number; readonly events: number; readonly versions: readonly number[] };

/** An `Added` carries the number; an `Undone` the version of the event it undoes; `Poison` cannot be folded. */
const numberIn = (event: StoredEvent): number => (JSON.parse(event.payload) as { readonly n: number }).n;

const add = (state: Sum | undefined, event: StoredEvent): Sum => {
  if (event.type === 'Poison') throw new Error('this event is poison');
  const isSum = event.type === 'Added';
  return {
    sum: (state?.sum ?? 0) + (isSum ? numberIn(event) : 0),
    events: (state?.events ?? 0) + 1,
    versions: isSum ? [...(state?.versions ?? []), event.version] : (state?.versions ?? []),
  };
};

const fold = (history: readonly StoredEvent[]): Sum => {
  // Only what came before can be undone: an event never changes what later ones mean.
  const undone = new Set(
    history.filter((one) => one.type === 'Undone' && numberIn(one) < one.version).map(numberIn),
  );
  const sum = history
    .filter(({ type, version }) => type !== 'Undone' && !undone.has(version))
    .reduce<Sum | undefined>(add, undefined);
  // The same keys in the same order as one by one: states are compared by their bytes.
  return { sum: sum?.sum ?? 0, events: history.length, versions: sum?.versions ?? [] };
};

/** In place of an empty key, nothing: `Skipped` events are not for this view. */
export const probeView = (name = 'probe'): View<Sum> => ({
  name,
  version: 1,
  table: `${name}_v1`,
  key: (event) => (event.type === 'Skipped' ? undefined : event.streamId),
  fold,
  evolve: add,
  rewrites: (event) => event.type === 'Undone',
  index: {
    table: `${name}_index_v1`,
    columns: ['sum', 'versions'],
    row: (_key, state) => ({ sum: state.sum, versions: state.versions.map(String) }),
  },
});

/** What a migration would make for it. */
export const probeTables = (name = 'probe'): string => `
  create table views.${name}_v1 (
    ledger_id text, build integer, key text, changed_at bigint not null, state json not null, primary key (ledger_id, build, key));
  create table views.${name}_index_v1 (
    ledger_id text, build integer, key text, from_position bigint, to_position bigint, sum numeric not null, versions text[] not null,
    primary key (ledger_id, build, key, from_position));
  grant select on views.${name}_v1, views.${name}_index_v1 to dealtrail_api;
  grant select, insert, update, delete on views.${name}_v1, views.${name}_index_v1 to dealtrail_worker`;
