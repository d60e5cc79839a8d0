import { reference } from '@dealtrail/event-sourcing/view';
import type { Pool } from 'pg';
import type { ViewVersion } from './builds.ts';

/**
 * Of these views, by reference, those that stand still in some ledger: the build that readers see is not moved on, or where
 * they see none yet the first one. A rebuild that failed beside a build that serves is none of them.
 */
export const failedViews = async (pool: Pool, views: readonly ViewVersion[]): Promise<readonly string[]> => {
  const { rows } = await pool.query<ViewVersion>(
    `select distinct w.name, w.version
     from unnest($1::text[], $2::integer[]) as w(name, version)
       join views.builds b on b.view = w.name and b.version = w.version
       join views.checkpoints c
         on (c.ledger_id, c.view, c.version, c.build) = (b.ledger_id, b.view, b.version, b.build)
     where c.error is not null
       and (b.stage = 'serving' or (b.stage in ('folding', 'catchingUp') and not exists (
         select from views.builds s
         where s.ledger_id = b.ledger_id and s.view = b.view and s.version = b.version and s.stage = 'serving')))
     order by w.name, w.version`,
    [views.map(({ name }) => name), views.map(({ version }) => version)],
  );
  return rows.map(reference);
};
