import type { EventLog } from '@dealtrail/event-sourcing/log';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { reference } from '@dealtrail/event-sourcing/view';
import type { View } from '@dealtrail/event-sourcing/view';
import { sql } from 'kysely';
import type { QueryExecutorProvider } from 'kysely';
import type { IndexQuery, IndexRow } from './index-query.ts';
import { findNewest, isNewestFirst } from './newest-keys.ts';
import { checkpointOf, findKeys } from './postgres-index.ts';
import { foldAll } from './replay-reader.ts';

/** The basis of an answer: what the ledger knew (position) and which day of the world is asked about. */
export type ReadBasis = {
  readonly ledgerId: string;
  readonly position: number;
  /** YYYY-MM-DD. */
  readonly effectiveAt: string;
};

/**
 * Everything an answer is made from, all as at one position, so that the same basis gives the same bytes
 * whatever was appended since. Rows are a memo of the fold: a reader may use either.
 */
export type Reader = ReadBasis & {
  readonly state: <State>(view: View<State>, key: string) => Promise<State | undefined>;
  /** Only keys that exist at the position. */
  readonly states: <State>(view: View<State>, keys: readonly string[]) => Promise<ReadonlyMap<string, State>>;
  /** Events of these streams up to the position, by position. */
  readonly history: (streamIds: readonly string[]) => Promise<readonly StoredEvent[]>;
  /** Keys of a view by its filter columns as they stood at the position. */
  readonly find: <State>(view: View<State>, query: IndexQuery) => Promise<readonly IndexRow[]>;
};

export type ReaderLog = Pick<EventLog, 'readStreams'>;

export type ReaderDatabase = QueryExecutorProvider;

/** A list was asked at a position that its view has not reached: wait for the view, then ask again. */
export class ViewBehind extends Error {
  override readonly name = 'ViewBehind';
  constructor(
    readonly view: string,
    readonly position: number,
    readonly wanted: number,
  ) {
    super(`view ${view} has reached position ${String(position)}, not yet ${String(wanted)}`);
  }
}

/**
 * A reader over the rows of the views and, where a row is too young or its view too far behind, over the log.
 * `find` needs the index: it throws ViewBehind where the view has not reached the position.
 */
export const openReader = (db: ReaderDatabase, log: ReaderLog, basis: ReadBasis): Reader => {
  const builds = pinnedBuilds(db, basis);
  const history: Reader['history'] = (streamIds) =>
    streamIds.length === 0 ? Promise.resolve([]) : log.readStreams(basis.ledgerId, streamIds, basis.position);
  const states = async <State>(
    view: View<State>,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, State>> => {
    if (keys.length === 0) return new Map();
    const { fresh, stale } = await rowsOf(db, basis, view, await builds(view), keys);
    const folded = foldAll(view, await history(stale));
    return new Map([...fresh, ...[...folded].filter(([key]) => stale.includes(key))]);
  };
  return {
    ...basis,
    history,
    states,
    state: async (view, key) => (await states(view, [key])).get(key),
    find: async (view, query) => {
      if (view.index === undefined) throw new Error(`view ${view.name} has no index to be asked`);
      const place = { basis, view, index: view.index, build: await builds(view) };
      const found = await (isNewestFirst(query) ? findNewest : findKeys)(db, place, query);
      if (found.reached < basis.position)
        throw new ViewBehind(reference(view), found.reached, basis.position);
      return found.rows;
    },
  };
};

type Rows<State> = {
  readonly fresh: readonly (readonly [string, State])[];
  /** To be folded from the log. A key that has no row although the view is far enough has no events: it is not here. */
  readonly stale: readonly string[];
};

/** Checkpoint and rows in one statement, so that both are of one moment: a build that was dropped has no checkpoint. */
const rowsOf = async <State>(
  db: ReaderDatabase,
  basis: ReadBasis,
  view: View<State>,
  build: number,
  keys: readonly string[],
): Promise<Rows<State>> => {
  const found = await sql<{ key: string | null; changed_at: number | null; state: string | null }>`
    select r.key, r.changed_at::float8 as changed_at, r.state::text as state
    from views.checkpoints c
    left join ${sql.table(`views.${view.table}`)} r
      on r.ledger_id = c.ledger_id and r.build = c.build and r.key = any(${[...keys]}::text[])
    where ${checkpointOf(basis, view, build)} and c.position >= ${basis.position}`.execute(db);
  if (found.rows.length === 0) return { fresh: [], stale: keys };
  const usable = (row: (typeof found.rows)[number]): boolean =>
    row.changed_at !== null && row.changed_at <= basis.position;
  return {
    fresh: found.rows.flatMap((row) =>
      usable(row) && row.key !== null && row.state !== null
        ? [[row.key, JSON.parse(row.state) as State] as const]
        : [],
    ),
    stale: found.rows.flatMap((row) => (row.key === null || usable(row) ? [] : [row.key])),
  };
};

/** The build that serves, by view; 0 where none does yet. Looked up once: an answer comes from the same ones throughout. */
const pinnedBuilds = (
  db: ReaderDatabase,
  { ledgerId }: ReadBasis,
): ((view: { readonly name: string; readonly version: number }) => Promise<number>) => {
  const lookUp = async (): Promise<ReadonlyMap<string, number>> => {
    const { rows } = await sql<{ name: string; version: number; build: number }>`
      select view as name, version, build from views.builds where ledger_id = ${ledgerId} and stage = 'serving'`.execute(
      db,
    );
    return new Map(rows.map((row) => [reference(row), row.build]));
  };
  let pinned: Promise<ReadonlyMap<string, number>> | undefined;
  return async (view) => (await (pinned ??= lookUp())).get(reference(view)) ?? 0;
};
