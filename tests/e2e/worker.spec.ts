import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { acmeCase } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { ask, startApi, startWorker } from '../support/server.ts';
import type { Running } from '../support/server.ts';

let database: TestDatabase;
let api: Running;
let owner: Client;

beforeAll(async () => {
  database = await testDatabase();
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  api = await startApi(database);
  for (const [name, body] of acmeCase) await ask(`${api.url}/v1/commands/${name}`, { body });
});

afterAll(async () => {
  await api.stop();
  await owner.end();
  await database.drop();
});

type Projections = {
  items: { name: string; position: number; lag: number; state: string }[];
  logCheck: { position: number; fault: string | null } | null;
};

const projections = async (): Promise<Projections> =>
  (await ask<Projections>(`${api.url}/v1/projections`)).body;

const until = async (isSo: (seen: Projections) => boolean): Promise<Projections> => {
  for (let attempt = 0; attempt < 100; attempt++) {
    const seen = await projections();
    if (isSo(seen)) return seen;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it never came to pass');
};

describe('the worker', () => {
  test('before it ever ran, no list is given from a view that is not there, and nothing recorded is called unknown', async () => {
    expect(
      (await projections()).items.every(({ state, position }) => state === 'waiting' && position === 0),
    ).toBe(true);
    const one = await ask(`${api.url}/v1/deals/deal_acme-globex-cloud`);
    expect(one).toMatchObject({ status: 503, body: { code: 'NOT_CAUGHT_UP' } });
    expect(await ask(`${api.url}/v1/parties/party_acme`)).toMatchObject({
      status: 200,
      body: { basis: { position: 6 } },
    });
    const list = await ask(`${api.url}/v1/deals`);
    expect(list).toMatchObject({ status: 503, body: { code: 'NOT_CAUGHT_UP' } });
    expect(await ask(`${api.url}/v1/deals?minPosition=6`)).toMatchObject({
      status: 503,
      body: { code: 'NOT_CAUGHT_UP' },
    });
  }, 30_000);

  test('two of them share the work, walk the log, and stop within seconds', async () => {
    const quiet = { LOG_LEVEL: 'warn' };
    const workers = await Promise.all([startWorker(database, quiet), startWorker(database, quiet)]);
    const seen = await until(
      ({ items, logCheck }) => items.every(({ lag }) => lag === 0) && logCheck?.position === 6,
    );
    expect(seen.logCheck).toMatchObject({ position: 6, fault: null });
    for (const stopped of await Promise.all(workers.map((worker) => worker.stop()))) {
      expect(stopped.code).toBe(0);
      expect(stopped.ms).toBeLessThan(5_000);
    }
    expect(workers.map((worker) => worker.errors())).toEqual(['', '']);
  });

  test('finds an event that was taken out of the log behind our back, and says where', async () => {
    await owner.query('alter table log.events disable trigger events_are_immutable');
    await owner.query('delete from log.events where position = 3');
    const { verifyLog } = await import('../../apps/worker/src/verify-log.ts');
    const { connect } = await import('@dealtrail/ledger/connect');
    const pool = connect({ url: database.workerUrl, role: 'dealtrail_worker' });
    expect(await verifyLog(pool, 'main')).toMatchObject({ fault: 'position 4 follows 2' });
    await owner.query(
      `update log.events set recorded_at = recorded_at - interval '1 day' where position = 5`,
    );
    await owner.query('update log.events set position = 3 where position = 6');
    expect(await verifyLog(pool, 'main')).toMatchObject({
      fault: expect.stringContaining('position') as unknown,
    });
    await pool.end();
  });
});
