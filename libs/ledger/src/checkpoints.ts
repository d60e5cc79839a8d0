import type { View } from '@dealtrail/event-sourcing/view';
import type { Pool } from 'pg';

export type Checkpoint = {
  readonly view: string;
  readonly version: number;
  readonly build: number;
  /** False: the first build of this view here is still being made, and nobody reads it. */
  readonly isServing: boolean;
  /** Every event up to here is in the view's rows, none after it. */
  readonly position: number;
  readonly state: 'running' | 'failed';
  /** What stopped the view, with the position; null while it runs. */
  readonly error: string | null;
  /** Who moves it now, null when nobody does. */
  readonly owner: string | null;
};

type Name = Pick<View<unknown>, 'name' | 'version'>;

/** Of every view of a ledger that was ever started there, by name and version: the build that serves, else the newest. */
export const checkpointsOf = async (pool: Pool, ledgerId: string): Promise<readonly Checkpoint[]> => {
  const { rows } = await pool.query<Checkpoint>(
    `select distinct on (view, version) view, version, build, stage = 'serving' as "isServing", position,
       case when error is null then 'running' else 'failed' end as state, error,
       case when lease_until > clock_timestamp() then owner end as owner
     from views.builds join views.checkpoints using (ledger_id, view, version, build)
     where ledger_id = $1 and part = 0
     order by view, version, stage <> 'serving', build desc`,
    [ledgerId],
  );
  return rows;
};

/** Undefined: no runner has met this view in this ledger yet. */
export const checkpointOf = async (
  pool: Pool,
  ledgerId: string,
  view: Name,
): Promise<Checkpoint | undefined> =>
  (await checkpointsOf(pool, ledgerId)).find((one) => one.view === view.name && one.version === view.version);
