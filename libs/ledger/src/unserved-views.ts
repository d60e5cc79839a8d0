import { reference } from '@dealtrail/event-sourcing/view';
import type { Pool } from 'pg';
import type { ViewVersion } from './builds.ts';

/**
 * Of these views, by reference, those that no reader can see yet in some ledger where another version of them, or a first
 * build of this one, is there: what a process with new code waits for before it is sent readers.
 */
export const unservedViews = async (
  pool: Pool,
  views: readonly ViewVersion[],
): Promise<readonly string[]> => {
  const { rows } = await pool.query<ViewVersion>(
    `select distinct w.name, w.version
     from unnest($1::text[], $2::integer[]) as w(name, version) cross join log.ledgers l
     where l.position > 0
       and exists (select from views.builds b where b.ledger_id = l.ledger_id and b.view = w.name)
       and not exists (
         select from views.builds b
         where b.ledger_id = l.ledger_id and b.view = w.name and b.version = w.version and b.stage = 'serving')
     order by w.name, w.version`,
    [views.map(({ name }) => name), views.map(({ version }) => version)],
  );
  return rows.map(reference);
};
