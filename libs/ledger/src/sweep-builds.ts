import pg from 'pg';
import type { Pool } from 'pg';
import { dropBuild } from './end-build.ts';

/** Rows deleted by one statement: some tens of milliseconds, and no lock that anybody waits for. */
const batchRows = 5_000;

type Kept = {
  readonly ledgerId: string;
  readonly view: string;
  readonly version: number;
  readonly build: number;
};

/**
 * Gives up what is kept no longer: builds that served, and the last build of a view version that has a newer one in code,
 * once no runner moves it.
 */
export const retireBuilds = async (pool: Pool): Promise<readonly Kept[]> => {
  const { rows } = await pool.query<Kept>(
    `select b.ledger_id as "ledgerId", b.view, b.version, b.build
     from views.builds b join views.checkpoints c using (ledger_id, view, version, build)
     where c.part = 0 and b.kept_until < clock_timestamp()
       and (b.stage = 'kept' or b.stage = 'serving' and coalesce(c.lease_until < clock_timestamp(), true))`,
  );
  for (const { ledgerId, view, version, build } of rows)
    await dropBuild(pool, ledgerId, { name: view, version }, build);
  return rows;
};

type Dropping = Kept & {
  readonly jobId: string;
  readonly tables: readonly string[] | null;
};

/** Builds given up whose rows are still there. */
export const droppingBuilds = async (pool: Pool): Promise<readonly Dropping[]> => {
  const { rows } = await pool.query<Dropping>(
    `select ledger_id as "ledgerId", view, version, build, job_id as "jobId", tables from views.builds where stage = 'dropping'`,
  );
  return rows;
};

/** Deletes the rows of a build that was given up, a batch at a time: ended in the middle, it goes on another time. */
export const sweepBuild = async (
  pool: Pool,
  { ledgerId, view, version, build, tables }: Dropping,
  isStopping: () => boolean = () => false,
): Promise<void> => {
  for (const table of tables ?? []) {
    const name = `views.${pg.escapeIdentifier(table)}`;
    for (;;) {
      if (isStopping()) return;
      const { rowCount } = await pool.query(
        `delete from ${name} where ctid = any(array(
           select ctid from ${name} where ledger_id = $1 and build = $2 limit $3))`,
        [ledgerId, build, batchRows],
      );
      if (rowCount === 0) break;
    }
  }
  await pool.query(
    `update views.builds set stage = 'dropped'
     where ledger_id = $1 and view = $2 and version = $3 and build = $4 and stage = 'dropping'`,
    [ledgerId, view, version, build],
  );
};
