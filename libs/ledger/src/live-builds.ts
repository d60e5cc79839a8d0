import type { View } from '@dealtrail/event-sourcing/view';
import type { Pool } from 'pg';
import { ofViews } from './of-views.ts';

/** A build that follows the log. */
export type LiveBuild = {
  readonly ledgerId: string;
  readonly view: View<unknown>;
  readonly build: number;
  readonly stage: 'catchingUp' | 'serving' | 'kept';
  /** Stands still; see its checkpoint. */
  readonly isFailed: boolean;
};

type Row = Omit<LiveBuild, 'view'> & { readonly name: string; readonly version: number };

/** Those of all ledgers, of the views given. */
export const liveBuilds = async (
  pool: Pool,
  views: readonly View<unknown>[],
): Promise<readonly LiveBuild[]> => {
  const { rows } = await pool.query<Row>(
    `select ledger_id as "ledgerId", view as name, version, build, stage, error is not null as "isFailed"
     from views.builds join views.checkpoints using (ledger_id, view, version, build)
     where part = 0 and stage in ('catchingUp', 'serving', 'kept')`,
  );
  return ofViews(rows, views);
};
