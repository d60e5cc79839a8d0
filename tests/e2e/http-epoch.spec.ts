import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { acmeCase, acmeDeal } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { ask, startApi, startWorker } from '../support/server.ts';
import type { Running } from '../support/server.ts';

type Listed = { readonly nextCursor: string | null; readonly basis: { readonly epoch: string } };

let database: TestDatabase;
let owner: Client;
let api: Running;
let worker: Running;

beforeAll(async () => {
  database = await testDatabase();
  [api, worker] = await Promise.all([startApi(database), startWorker(database)]);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  for (const [name, body] of acmeCase) await ask(`${api.url}/v1/commands/${name}`, { body });
});

afterAll(async () => {
  await Promise.all([api.stop(), worker.stop()]);
  await owner.end();
  await database.drop();
});

const get = (path: string) => ask<Listed>(`${api.url}/v1/${path}`);

const epoch = async (): Promise<string> => (await get('events?limit=1')).body.basis.epoch;

const lists = ['parties?limit=1', 'events?limit=1', `deals/${acmeDeal.dealId}/timeline?limit=1`] as const;

const cursorsOf = async () =>
  await Promise.all(lists.map(async (path) => [path, (await get(path)).body.nextCursor ?? ''] as const));

/** What a restore of an old dump does to a ledger, seen from its readers. */
const nextEpoch = (): Promise<unknown> => owner.query('update log.ledgers set epoch = gen_random_uuid()');

describe('the epoch of a ledger', () => {
  test('stands in every basis, and asking again on that basis may name it', async () => {
    const now = await epoch();
    expect(now).toMatch(/^[0-9a-f-]{36}$/);
    for (const path of ['deals', `deals/${acmeDeal.dealId}`, 'parties/party_acme', 'conflicts'])
      expect((await get(path)).body.basis.epoch).toBe(now);
    expect((await get(`deals?epoch=${now}`)).status).toBe(200);
  });

  test('that is none is a bad query', async () => {
    expect(await get('deals?epoch=first')).toMatchObject({
      status: 400,
      body: { code: 'BAD_QUERY', errors: [{ pointer: '/epoch' }] },
    });
  });

  test('that is over: its basis is retired, its cursors must be fetched anew, a first page is as always', async () => {
    const [before, cursors] = [await epoch(), await cursorsOf()];
    for (const [path, cursor] of cursors) expect((await get(`${path}&cursor=${cursor}`)).status).toBe(200);
    await nextEpoch();
    expect(await epoch()).not.toBe(before);
    expect(await get(`deals?epoch=${before}`)).toMatchObject({
      status: 410,
      body: { code: 'BASIS_RETIRED' },
    });
    for (const [path, cursor] of cursors) {
      expect(await get(`${path}&cursor=${cursor}`)).toMatchObject({
        status: 409,
        body: { code: 'MUST_REFETCH' },
      });
      expect((await get(path)).status).toBe(200);
    }
  });

  test('that nobody changed, although the ledger lost its tail: a cursor from beyond the head is worthless too', async () => {
    const { nextCursor } = (await get('parties?limit=1')).body;
    const cursor = JSON.parse(Buffer.from(nextCursor ?? '', 'base64url').toString()) as { basis: object };
    const beyond = { ...cursor, basis: { ...cursor.basis, position: 1_000 } };
    const text = Buffer.from(JSON.stringify(beyond)).toString('base64url');
    expect(await get(`parties?limit=1&cursor=${text}`)).toMatchObject({
      status: 409,
      body: { code: 'MUST_REFETCH' },
    });
  });
});
