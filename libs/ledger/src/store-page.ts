import type { View } from '@dealtrail/event-sourcing/view';
import pg from 'pg';
import type { Pool } from 'pg';
import type { FoldedPage } from './fold-page.ts';
import type { BuildKey, Lease, Post } from './lease.ts';
import { columnsOf, firstOfEach, versionText } from './store-fold.ts';

const quoted = (name: string): string => pg.escapeIdentifier(name);

/** States of the keys as the checkpoint has them. Only the holder of the lease may rely on it. */
export const loadStates = async (
  pool: Pool,
  { ledgerId, view, build }: BuildKey & { readonly view: View<unknown> },
  keys: readonly string[],
): Promise<ReadonlyMap<string, unknown>> => {
  if (keys.length === 0) return new Map();
  const { rows } = await pool.query<{ key: string; state: string }>(
    `select key, state from views.${quoted(view.table)} where ledger_id = $1 and build = $2 and key = any($3::text[])`,
    [ledgerId, build, keys],
  );
  return new Map(rows.map(({ key, state }) => [key, JSON.parse(state) as unknown]));
};

/**
 * Rows, index and checkpoint in one statement: all or nothing, and nothing where the lease is another's by now (the
 * checkpoint's epoch) or the page was stored already (its position). False then. It also renews the lease.
 */
export const storePage = async (
  pool: Pool,
  { ledgerId, view, build, part }: Post & { readonly view: View<unknown> },
  { epoch, position }: Lease,
  page: FoldedPage & { readonly events: number },
  leaseMs: number,
): Promise<boolean> => {
  const { rows } = await pool.query<{ moved: number }>(
    `with moved as (
       update views.checkpoints
       set position = $8, events = events + $9, error = null, lease_until = clock_timestamp() + $10 * interval '1 millisecond'
       where ledger_id = $1 and view = $2 and version = $3 and build = $4 and part = $5 and epoch = $6 and position = $7
       returning 1
     ), stored as (
       insert into views.${quoted(view.table)} (ledger_id, build, key, changed_at, state)
       select $1, $4, r.key, r.changed_at, r.state::json
       from moved, unnest($11::text[], $12::bigint[], $13::text[]) as r(key, changed_at, state)
       on conflict (ledger_id, build, key) do update set changed_at = excluded.changed_at, state = excluded.state
     )${indexParts(view)}
     select count(*) as moved from moved`,
    [
      ...[
        ledgerId,
        view.name,
        view.version,
        build,
        part,
        epoch,
        position,
        page.position,
        page.events,
        leaseMs,
      ],
      page.rows.map((row) => row.key),
      page.rows.map((row) => row.changedAt),
      page.rows.map((row) => JSON.stringify(row.state)),
      ...(view.index === undefined ? [] : indexValues(ledgerId, build, page)),
    ],
  );
  return rows[0]?.moved === 1;
};

/** Ends the version that stood before the page and adds the page's own. */
const indexParts = (view: View<unknown>): string => {
  if (view.index === undefined) return '';
  const table = `views.${quoted(view.index.table)}`;
  const columns = columnsOf(view.index);
  return `, ended as (
       update ${table} i set to_position = e.at from moved, unnest($14::text[], $15::bigint[]) as e(key, at)
       where i.ledger_id = $1 and i.build = $4 and i.key = e.key and i.to_position is null
     ), begun as (
       insert into ${table} (${columns})
       select ${columns} from moved, json_populate_recordset(null::${table}, $16::json)
     )`;
};

const indexValues = (ledgerId: string, build: number, { versions }: FoldedPage): readonly unknown[] => {
  const firsts = firstOfEach(versions);
  const rows = versions.map((version) => versionText(ledgerId, build, version));
  return [[...firsts.keys()], [...firsts.values()], `[${rows.join(',')}]`];
};
