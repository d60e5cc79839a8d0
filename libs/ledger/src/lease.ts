import type { View } from '@dealtrail/event-sourcing/view';
import type { Pool } from 'pg';

/** Which view of which ledger a runner moves. */
export type Post = { readonly ledgerId: string; readonly view: Pick<View<unknown>, 'name' | 'version'> };

/** The right to move a view, good as long as no one else has taken it: every write names the epoch. */
export type Lease = { readonly epoch: number; readonly position: number };

const whose = 'ledger_id = $1 and view = $2 and version = $3';
const keyOf = ({ ledgerId, view }: Post) => [ledgerId, view.name, view.version];

/**
 * Takes a lease that nobody holds, whose time is up, or that this owner held before (its earlier self is shut out by the
 * epoch). Undefined while another holds it. The database's clock decides.
 */
export const takeLease = async (
  pool: Pool,
  post: Post,
  owner: string,
  leaseMs: number,
): Promise<Lease | undefined> => {
  const taken = async () => {
    const { rows } = await pool.query<Lease>(
      `update views.checkpoints
       set owner = $4, epoch = epoch + 1, lease_until = clock_timestamp() + $5 * interval '1 millisecond'
       where ${whose} and (lease_until is null or lease_until < clock_timestamp() or owner = $4)
       returning epoch, position`,
      [...keyOf(post), owner, leaseMs],
    );
    return rows[0];
  };
  const lease = await taken();
  if (lease !== undefined) return lease;
  const { rowCount } = await pool.query(
    'insert into views.checkpoints (ledger_id, view, version) values ($1, $2, $3) on conflict do nothing',
    keyOf(post),
  );
  return rowCount === 0 ? undefined : await taken();
};

/** False: the lease is another's now. */
export const renewLease = async (
  pool: Pool,
  post: Post,
  { epoch }: Lease,
  leaseMs: number,
): Promise<boolean> => {
  const { rowCount } = await pool.query(
    `update views.checkpoints set lease_until = clock_timestamp() + $5 * interval '1 millisecond' where ${whose} and epoch = $4`,
    [...keyOf(post), epoch, leaseMs],
  );
  return rowCount === 1;
};

/** Gives the lease back, so that another need not wait for its end. */
export const releaseLease = async (pool: Pool, post: Post, { epoch }: Lease): Promise<void> => {
  await pool.query(
    `update views.checkpoints set lease_until = null, owner = null where ${whose} and epoch = $4`,
    [...keyOf(post), epoch],
  );
};

/** Stops the view for all to see; the rows stay as they were at the checkpoint. */
export const recordFailure = async (
  pool: Pool,
  post: Post,
  { epoch }: Lease,
  error: string,
): Promise<void> => {
  await pool.query(
    `update views.checkpoints set state = 'failed', error = $5, lease_until = null, owner = null where ${whose} and epoch = $4`,
    [...keyOf(post), epoch, error],
  );
};
