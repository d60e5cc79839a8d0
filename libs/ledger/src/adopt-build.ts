import type { View } from '@dealtrail/event-sourcing/view';
import type { Pool } from 'pg';
import type { BuildKey } from './lease.ts';

/** Before its first row is written: says in which tables rows are to be deleted when the build is given up. */
export const adoptBuild = async (
  pool: Pool,
  { ledgerId, view, build }: BuildKey & { readonly view: View<unknown> },
): Promise<void> => {
  await pool.query(
    `update views.builds set tables = $5
     where ledger_id = $1 and view = $2 and version = $3 and build = $4 and tables is null`,
    [ledgerId, view.name, view.version, build, tablesOf(view)],
  );
};

const tablesOf = (view: View<unknown>): readonly string[] => [
  view.table,
  ...(view.index === undefined ? [] : [view.index.table]),
];
