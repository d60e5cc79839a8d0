import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { query } from './own-server.ts';
import { signalTo } from './process-family.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** Something that goes wrong, and is over when it resolves. What it breaks must mend by itself. */
export type Fault = (world: World, random: Random) => Promise<void>;

/** A client's connections as the server sees them: what each of them does at this moment. */
const backendOf = async ({ ownerUrl, writers }: World, random: Random): Promise<number | undefined> => {
  const names = writers().map(({ input }) => input.name);
  const rows = await query<{ pid: number }>(
    ownerUrl,
    `select pid from pg_stat_activity where application_name = any($1::text[]) order by state = 'active' desc, pid limit 6`,
    [names],
  );
  return rows.length === 0 ? undefined : random.oneOf(rows).pid;
};

const killWriter: Fault = async (world, random) => {
  await world.replace(random.oneOf(world.writers()));
};

const killBackend: Fault = async (world, random) => {
  const pid = await backendOf(world, random);
  if (pid !== undefined) signalTo(pid, 'SIGKILL');
};

const terminateBackend: Fault = async (world, random) => {
  const pid = await backendOf(world, random);
  await query(world.ownerUrl, 'select pg_terminate_backend($1)', [pid]);
};

const cancelStatement: Fault = async (world, random) => {
  const pid = await backendOf(world, random);
  await query(world.ownerUrl, 'select pg_cancel_backend($1)', [pid]);
};

const killServer: Fault = async ({ server }, random) => {
  await server.kill();
  await sleep(random.integer(0, 300));
  await server.start();
};

/** Bytes of a group of appends go up to some tens of thousands, those of its answers to some thousands. */
const cutOnTheWayUp: Fault = async ({ proxy }, random) => {
  await cut(proxy, 'up', random.integer(1, 20_000));
};
const cutOnTheWayDown: Fault = async ({ proxy }, random) => {
  await cut(proxy, 'down', random.integer(1, 5_000));
};
const cut = async (proxy: World['proxy'], direction: 'up' | 'down', bytes: number): Promise<void> => {
  const before = proxy.cuts();
  proxy.cutAfter(direction, bytes);
  while (proxy.cuts() === before) await sleep(5);
};

const cutAll: Fault = ({ proxy }) => {
  proxy.cutAll();
  return Promise.resolve();
};

const refuseConnections: Fault = async ({ proxy }, random) => {
  await proxy.close();
  await sleep(random.integer(50, 500));
  await proxy.open();
};

/** Longer than the writers wait for an answer. */
const swallowEverything: Fault = async ({ proxy, writers }) => {
  proxy.swallow();
  await sleep(1.2 * Math.max(...writers().map(({ input }) => input.answerMs)));
  proxy.pass();
};

const freezeServer: Fault = async ({ server, writers }) => {
  server.freeze();
  await sleep(1.2 * Math.max(...writers().map(({ input }) => input.answerMs)));
  server.thaw();
};

/** Somebody holds the head rows for longer than the writers wait for a lock. */
const holdHead: Fault = async ({ ownerUrl, writers }) => {
  await query(ownerUrl, 'select');
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select from log.ledgers for update');
    await sleep(1.5 * Math.max(...writers().map(({ input }) => input.lockWaitMs)));
    await client.query('rollback');
  } finally {
    await client.end();
  }
};

export const faults = {
  killWriter,
  killBackend,
  terminateBackend,
  cancelStatement,
  killServer,
  cutOnTheWayUp,
  cutOnTheWayDown,
  cutAll,
  refuseConnections,
  swallowEverything,
  freezeServer,
  holdHead,
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof faults;
