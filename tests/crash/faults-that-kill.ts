import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './faults.ts';
import { query } from './own-server.ts';
import { signalTo } from './process-family.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** The server's process for a connection of a writer, sooner one that is at work. */
const backendOf = async ({ ownerUrl, writers }: World, random: Random): Promise<number | undefined> => {
  const rows = await query<{ pid: number }>(
    ownerUrl,
    `select pid from pg_stat_activity where application_name = any($1::text[])
     order by state = 'active' desc, pid limit 6`,
    [writers().map(({ input }) => input.name)],
  );
  return rows.length === 0 ? undefined : random.oneOf(rows).pid;
};

export const killWriter: Fault = async (world, random) => {
  await world.replace(random.oneOf(world.writers()));
};

/** The server then ends every other backend too, and recovers as after a crash. */
export const killBackend: Fault = async (world, random) => {
  const pid = await backendOf(world, random);
  if (pid !== undefined) signalTo(pid, 'SIGKILL');
};

export const terminateBackend: Fault = async (world, random) => {
  await query(world.ownerUrl, 'select pg_terminate_backend($1)', [await backendOf(world, random)]);
};

export const cancelStatement: Fault = async (world, random) => {
  await query(world.ownerUrl, 'select pg_cancel_backend($1)', [await backendOf(world, random)]);
};

export const killServer: Fault = async ({ server }, random) => {
  await server.kill();
  await sleep(random.integer(0, 300));
  await server.start();
};

/** As an operator does it. */
export const restartServer: Fault = async ({ server }) => {
  await server.stop();
  await server.start();
};

/** The parent alone: its children notice and go, some of them in the middle of a statement. */
export const killPostmaster: Fault = async ({ server }) => {
  await server.killPostmaster();
  await server.start();
};
