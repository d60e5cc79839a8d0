import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildsOf } from '@dealtrail/ledger/builds';
import { appendsChannel, progressChannel } from '@dealtrail/ledger/announcer';
import { connect } from '@dealtrail/ledger/connect';
import { waitForPosition } from '@dealtrail/ledger/wait-for-position';
import { views } from '@dealtrail/views/registry';
import { Client } from 'pg';
import type { Pool } from 'pg';
import { acmeCase, acmeSource } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { adminKey, ask, startApi, startWorker } from '../support/server.ts';
import type { Running } from '../support/server.ts';
import { dealtrail } from '../e2e/cli-harness.ts';

const ledgerId = 'main';
/** However short the log is: every part, and the joining of them, has its turn. */
const parts = 3;
const timeoutMs = 60_000;

let database: TestDatabase;
let api: Running;
let worker: Running;
let pool: Pool;

beforeAll(async () => {
  database = await testDatabase();
  pool = connect({ url: database.apiUrl, role: 'dealtrail_api' });
  [api, worker] = await Promise.all([startApi(database), startWorker(database)]);
  for (const [name, body] of acmeCase)
    expect((await ask(`${api.url}/v1/commands/${name}`, { body })).status).toBe(201);
  await until('every view serves the whole log', () => everyViewServes(1));
}, timeoutMs);

afterAll(async () => {
  await Promise.all([api.stop(), worker.stop()]);
  await pool.end();
  await database.drop();
});

const until = async (what: string, is: () => Promise<boolean>): Promise<void> => {
  const positionOf = async () => ((await is()) ? 1 : 0);
  const isSo = await waitForPosition({ positionOf, wanted: 1, timeoutMs, pollMs: 20 });
  expect(isSo ? what : `not: ${what}`).toBe(what);
};

const everyViewServes = async (build: number): Promise<boolean> => {
  const serving = (await buildsOf(pool, ledgerId)).filter(({ state }) => state === 'serving');
  const arrived = serving.filter((one) => one.build === build && one.position === acmeCase.length);
  return arrived.length === views.length;
};

/** In parts, of every view; the builds of before are kept and go on being moved. */
const rebuildAll = async (): Promise<void> => {
  for (const { name, version } of views)
    await pool.query('select views.request_build($1, $2, $3, false, 0, 1, $4)', [
      ...[ledgerId, name, version],
      parts,
    ]);
  await until('every view serves its new build', () => everyViewServes(2));
};

/** Whatever a channel of the database announces, as it comes. */
const listenTo = async (...channels: readonly string[]) => {
  const client = new Client({ connectionString: database.apiUrl });
  const heard: { channel: string; payload: string | undefined }[] = [];
  client.on('notification', ({ channel, payload }) => heard.push({ channel, payload }));
  await client.connect();
  for (const channel of channels) await client.query(`listen ${channel}`);
  return { heard, close: () => client.end() };
};

type Page = { readonly items: readonly { readonly position: number }[] };

/** Who has seen everything and waits for what comes next, each in its own way: what it hears first. */
const subscribers = async () => {
  const env = { DEALTRAIL_URL: api.url, DEALTRAIL_KEY: adminKey };
  const from = `position:${String(acmeCase.length)}`;
  const changes = `${api.url}/v1/changes/events`;
  const { body } = await ask<{ nextOffset: string }>(`${changes}?live=false&offset=now`);
  const follow = async (...args: readonly string[]) => {
    const { stdout } = await dealtrail([...args, '--output', 'ndjson', '--count', '1'], { env });
    return (JSON.parse(stdout) as { position: number }).position;
  };
  const poll = async (): Promise<number> => {
    for (;;) {
      const [first] = (await ask<Page>(`${changes}?live=poll&offset=${body.nextOffset}`)).body.items;
      if (first !== undefined) return first.position;
    }
  };
  // An array in an object: a promise of promises would be waited for here.
  return { firstHeard: [follow('watch', '--from', from), poll()] };
};

describe('a rebuild of every view from the log', () => {
  test(
    'fires no side effect: nobody who listens hears an event again, only how far the builds have come',
    async () => {
      const listener = await listenTo(appendsChannel, progressChannel);
      const { firstHeard } = await subscribers();
      const logBefore = await ask(`${api.url}/v1/events`);
      await rebuildAll();
      const folded = (await buildsOf(pool, ledgerId)).filter(({ build }) => build === 2);
      expect(folded.map((one) => one.parts)).toEqual(views.map(() => parts));
      expect((await ask(`${api.url}/v1/events`)).text).toBe(logBefore.text);
      expect(listener.heard.filter(({ channel }) => channel === appendsChannel)).toEqual([]);
      for (const { channel, payload } of listener.heard)
        expect([channel, payload]).toEqual([progressChannel, ledgerId]);

      // What they hear first is what is recorded next: they listened all the time, and there was nothing to hear.
      const next = { ...acmeSource, sourceId: 'source_next', url: 'https://example.com/next' };
      const { body } = await ask<{ position: number }>(`${api.url}/v1/commands/RegisterSource`, {
        body: next,
      });
      expect(body.position).toBe(acmeCase.length + 1);
      expect(await Promise.all(firstHeard)).toEqual(firstHeard.map(() => body.position));
      await until('the append is announced', () =>
        Promise.resolve(listener.heard.some(({ channel }) => channel === appendsChannel)),
      );
      await listener.close();
    },
    timeoutMs,
  );
});
