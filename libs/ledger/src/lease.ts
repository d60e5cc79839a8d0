import type { View } from '@dealtrail/event-sourcing/view';
import type { Pool } from 'pg';

/** A build of a view version in a ledger. */
export type BuildKey = {
  readonly ledgerId: string;
  readonly view: Pick<View<unknown>, 'name' | 'version'>;
  readonly build: number;
};

/** What a runner moves of a build: 0 is the build as a whole, the others fold a share of its past each. */
export type Post = BuildKey & { readonly part: number };

/** The right to move it, good as long as no one else has taken it: every write names the epoch. */
export type Lease = { readonly epoch: number; readonly position: number };

const whose = 'ledger_id = $1 and view = $2 and version = $3 and build = $4 and part = $5';
const keyOf = ({ ledgerId, view, build, part }: Post) => [ledgerId, view.name, view.version, build, part];

/**
 * Takes a lease that nobody holds, whose time is up, or that this owner held before (its earlier self is shut out by the
 * epoch). `held`: another has it; `gone`: the build was given up. The database's clock decides.
 */
export const takeLease = async (
  pool: Pool,
  post: Post,
  owner: string,
  leaseMs: number,
): Promise<Lease | 'held' | 'gone'> => {
  const { rows } = await pool.query<Lease>(
    `update views.checkpoints
     set owner = $6, epoch = epoch + 1, lease_until = clock_timestamp() + $7 * interval '1 millisecond'
     where ${whose} and (lease_until is null or lease_until < clock_timestamp() or owner = $6)
     returning epoch, position`,
    [...keyOf(post), owner, leaseMs],
  );
  if (rows[0] !== undefined) return rows[0];
  const { rowCount } = await pool.query(`select from views.checkpoints where ${whose}`, keyOf(post));
  return rowCount === 0 ? 'gone' : 'held';
};

/** False: the lease is another's now. */
export const renewLease = async (
  pool: Pool,
  post: Post,
  { epoch }: Lease,
  leaseMs: number,
): Promise<boolean> => {
  const { rowCount } = await pool.query(
    `update views.checkpoints set lease_until = clock_timestamp() + $7 * interval '1 millisecond' where ${whose} and epoch = $6`,
    [...keyOf(post), epoch, leaseMs],
  );
  return rowCount === 1;
};

/** Gives the lease back, so that another need not wait for its end. */
export const releaseLease = async (pool: Pool, post: Post, { epoch }: Lease): Promise<void> => {
  await pool.query(
    `update views.checkpoints set lease_until = null, owner = null where ${whose} and epoch = $6`,
    [...keyOf(post), epoch],
  );
};

/** Stops it for all to see; the rows stay as they were at the checkpoint. */
export const recordFailure = async (
  pool: Pool,
  post: Post,
  { epoch }: Lease,
  error: string,
): Promise<void> => {
  await pool.query(
    `update views.checkpoints set error = $7, lease_until = null, owner = null where ${whose} and epoch = $6`,
    [...keyOf(post), epoch, error],
  );
};
