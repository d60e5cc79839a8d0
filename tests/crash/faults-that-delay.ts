import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Fault } from './faults.ts';
import { query } from './own-server.ts';
import { writerLogin } from './world.ts';
import type { Writer } from './world.ts';

/** For longer than the writers wait for an answer. */
export const freezeServer: Fault = async ({ server, longest }) => {
  server.freeze();
  await sleep(1.2 * longest('answerMs'));
  server.thaw();
};

/** Somebody holds the head rows for longer than the writers wait for a lock. */
export const holdHead: Fault = async ({ ownerUrl, longest }) => {
  await holdingHead(ownerUrl, () => sleep(1.5 * longest('lockWaitMs')));
};

const holdingHead = async (ownerUrl: string, meanwhile: () => Promise<unknown>): Promise<void> => {
  await query(ownerUrl, 'select'); // Waits for a server that is on its way back.
  const client = new Client({ connectionString: ownerUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select from log.ledgers for update');
    await meanwhile();
    await client.query('rollback');
  } finally {
    await client.end();
  }
};

/** The server has a bound of its own on a statement, shorter than what somebody holds the head rows for. */
export const impatientServer: Fault = async ({ ownerUrl, proxy, longest }) => {
  const statementMs = 0.3 * longest('lockWaitMs');
  await query(
    ownerUrl,
    `alter role ${writerLogin} set statement_timeout = ${String(Math.round(statementMs))}`,
  );
  // Only new connections have it.
  proxy.cutAll();
  await holdingHead(ownerUrl, () => sleep(2.5 * statementMs));
  await query(ownerUrl, `alter role ${writerLogin} reset statement_timeout`);
  proxy.cutAll();
};

/** A writer stops in the middle of a transaction, with the head row in its hands, until the server has had enough of it. */
export const freezeWriter: Fault = async (world, random) => {
  const writer = random.oneOf(world.writers());
  await query(world.ownerUrl, 'select'); // Waits for a server that is on its way back.
  const client = new Client({ connectionString: world.ownerUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    while (!(await isCaught(client, writer))) {
      writer.script.signal('SIGCONT');
      await sleep(random.integer(0, 60));
    }
    await sleep(1.5 * writer.input.idleInTransactionMs);
  } finally {
    writer.script.signal('SIGCONT');
    await client.end();
  }
};

/** Stopped between two statements of a transaction? One that is stopped elsewhere goes on, to be tried again. */
const isCaught = async (client: Client, { input, script }: Writer): Promise<boolean> => {
  script.signal('SIGSTOP');
  const { rowCount } = await client.query(
    `select from pg_stat_activity where application_name = $1 and state = 'idle in transaction'`,
    [input.name],
  );
  return rowCount !== 0;
};

/** Nobody gets a connection any more, and those there were are gone. */
export const takeAllConnections: Fault = async ({ ownerUrl, apiUrl, proxy, longest }) => {
  const taken: Client[] = [];
  proxy.cutAll();
  const until = Date.now() + 0.5 * longest('connectMs');
  const url = new URL(apiUrl);
  url.port = new URL(ownerUrl).port;
  while (Date.now() < until) {
    const client = new Client({ connectionString: url.href });
    client.on('error', () => undefined);
    await client.connect().then(
      () => taken.push(client),
      () => sleep(10),
    );
  }
  for (const client of taken) await client.end();
};
