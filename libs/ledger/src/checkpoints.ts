import type { View } from '@dealtrail/event-sourcing/view';
import type { Pool } from 'pg';

export type Checkpoint = {
  readonly view: string;
  readonly version: number;
  /** Every event up to here is in the view's rows, none after it. */
  readonly position: number;
  readonly state: 'running' | 'failed';
  /** What stopped the view, with the position; null while it runs. */
  readonly error: string | null;
  /** Who moves it now, null when nobody does. */
  readonly owner: string | null;
};

type Name = Pick<View<unknown>, 'name' | 'version'>;

/** Every view of a ledger that was ever started there, by name and version. */
export const checkpointsOf = async (pool: Pool, ledgerId: string): Promise<readonly Checkpoint[]> => {
  const { rows } = await pool.query<Checkpoint>(
    `select view, version, position, state, error, case when lease_until > clock_timestamp() then owner end as owner
     from views.checkpoints where ledger_id = $1 order by view, version`,
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
