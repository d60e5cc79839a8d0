import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { keptMsDefault } from './builds.ts';
import type { ViewVersion } from './builds.ts';
import { inTransaction } from './transaction.ts';

/**
 * `serving`: it does already. `behind`: it did not come up to the one that serves in time, or stands still. `absent`: there
 * is no such build, or it is not whole.
 */
export type TakeOverResult = 'switched' | 'serving' | 'behind' | 'absent';

/** The build that serves stands still for so long at most: one that follows the log is a page or two behind it. */
const holdMsMax = 2_000;
const lookAgainMs = 5;

/**
 * Lets readers see another build. The one that serves is held where it is, so that the other, moved on by its runner, comes
 * up to it: under a constant load it would never be the one that has seen more just when somebody looks.
 */
export const takeOver = async (
  pool: Pool,
  ledgerId: string,
  view: ViewVersion,
  build: number,
  keptMs: number = keptMsDefault,
): Promise<TakeOverResult> => {
  return await inTransaction(pool, async (client) =>
    (await comesUp(client, ledgerId, view, build))
      ? await switchTo(client, ledgerId, view, build, keptMs)
      : 'behind',
  );
};

const comesUp = async (
  client: PoolClient,
  ledgerId: string,
  { name, version }: ViewVersion,
  build: number,
): Promise<boolean> => {
  const held = await client.query<{ position: number | null }>(
    'select views.hold_serving($1, $2, $3) as position',
    [ledgerId, name, version],
  );
  const wanted = held.rows[0]?.position ?? 0;
  const deadline = performance.now() + holdMsMax;
  for (;;) {
    const { rows } = await client.query<{ position: number; error: string | null }>(
      `select position, error from views.checkpoints
       where ledger_id = $1 and view = $2 and version = $3 and build = $4 and part = 0`,
      [ledgerId, name, version, build],
    );
    const [found] = rows;
    // One that is not there is told by the switch.
    if (found === undefined || found.position >= wanted) return true;
    if (found.error !== null || performance.now() > deadline) return false;
    await sleep(lookAgainMs);
  }
};

const switchTo = async (
  client: PoolClient,
  ledgerId: string,
  { name, version }: ViewVersion,
  build: number,
  keptMs: number,
): Promise<TakeOverResult> => {
  const { rows } = await client.query<{ result: TakeOverResult }>(
    `select views.switch_to($1, $2, $3, $4, $5 * interval '1 millisecond') as result`,
    [ledgerId, name, version, build, keptMs],
  );
  return rows[0]?.result ?? 'absent';
};
