import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commandsInFlightMax } from '@dealtrail/api/edge/commands-in-flight';
import { retryAfterSecondsMax } from '@dealtrail/api/edge/crowd';
import { Client } from 'pg';
import { acmeSource } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { flood } from '../support/flood.ts';
import { residentBytesOf } from '../support/metrics.ts';
import { ask, startApi } from '../support/server.ts';
import type { Running } from '../support/server.ts';

let database: TestDatabase;
let owner: Client;
let api: Running;

beforeAll(async () => {
  database = await testDatabase();
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  api = await startApi(database);
});

afterAll(async () => {
  await api.stop();
  await owner.end();
  await database.drop();
});

const sources = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ...acmeSource,
    sourceId: `source_${name}-${String(index)}`,
    url: `https://example.com/${name}/${String(index)}`,
  }));

const until = async (isSo: () => boolean): Promise<void> => {
  for (let attempt = 0; attempt < 400 && !isSo(); attempt++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isSo()).toBe(true);
};

const position = async (): Promise<number> =>
  (await ask<{ basis: { position: number } }>(`${api.url}/v1/events?limit=1`)).body.basis.position;

/** As generous as a leak of every refused request is not: what the process may grow by while it says no. */
const growthBytesMax = 256 * 1024 * 1024;

describe('four times as many commands as may be in flight, while the database stands still', () => {
  const url = (): string => `${api.url}/v1/commands/RegisterSource`;

  test('are refused at once above the bound, cost no memory, and the rest is recorded when it moves again', async () => {
    for (const body of sources('before', 20)) expect((await ask(url(), { body })).status).toBe(201);
    const [restBytes, before] = [await residentBytesOf(api), await position()];
    await owner.query('begin');
    await owner.query('select from log.ledgers for update');
    const refusedCount = 3 * commandsInFlightMax;
    const storm = flood(
      url(),
      sources('storm', refusedCount + commandsInFlightMax),
      commandsInFlightMax + 50,
    );
    await until(() => (storm.seen.get(503) ?? 0) >= refusedCount);
    // Nothing but refusals: what was let in still waits for the database, and reads are answered meanwhile.
    expect([...storm.seen.keys()]).toEqual([503]);
    expect(await position()).toBe(before);
    const [health, stormBytes] = [await ask(`${api.url}/health/ready`), await residentBytesOf(api)];
    expect(health.status).toBe(200);
    expect(stormBytes - restBytes).toBeLessThan(growthBytesMax);
    await owner.query('commit');
    const outcomes = await Promise.all(storm.outcomes);
    storm.close();
    // Whoever waited longer than a lock is waited for is told so too, and has written nothing.
    const recorded = outcomes.filter(({ status }) => status === 201).length;
    const waits = outcomes.filter(({ status }) => status === 503).map(({ retryAfter }) => Number(retryAfter));
    const refused = waits.filter((seconds) => seconds >= 1 && seconds <= retryAfterSecondsMax).length;
    expect(recorded + refused).toBe(outcomes.length);
    expect(await position()).toBe(before + recorded);
  }, 120_000);

  test('leave a server that works as before, and a log of its refusals that is short', async () => {
    const calm = flood(url(), sources('after', 200), 20);
    const outcomes = await Promise.all(calm.outcomes);
    calm.close();
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set([201]));
    const told = api
      .errors()
      .split('\n')
      .filter((line) => line.includes('OVERLOADED'));
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThan(150);
  });
});
