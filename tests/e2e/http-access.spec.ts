import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { acmeSource } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { adminKey, ask, startApi } from '../support/server.ts';
import type { Running } from '../support/server.ts';

let database: TestDatabase;
let api: Running;

beforeAll(async () => {
  database = await testDatabase();
  api = await startApi(database);
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

const create = async (role: string, principal = `the ${role}`) => {
  const { status, body } = await ask<{ id: string; key: string }>(`${api.url}/v1/keys`, {
    body: { role, principal },
  });
  expect(status).toBe(201);
  return body;
};

const record = (key: string | null) =>
  ask(`${api.url}/v1/commands/RegisterSource`, { key, body: acmeSource });

describe('a key', () => {
  test('none, a wrong one and half of one are 401 with WWW-Authenticate', async () => {
    for (const key of [null, 'nonsense', `dt_testadmin_${'b'.repeat(40)}`, 'dt_testadmin_']) {
      for (const reply of [await ask(`${api.url}/v1/deals`, { key }), await record(key)]) {
        expect(reply).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
        expect(reply.headers.get('www-authenticate')).toContain('Bearer');
      }
    }
  });

  test('reads with any role, records as analyst or admin, administers as admin only', async () => {
    const statuses = async (role: string) => {
      const { key } = await create(role);
      const replies = [
        await ask(`${api.url}/v1/events`, { key }),
        await ask(`${api.url}/v1/commands/RegisterSource?dryRun=true`, { key, body: acmeSource }),
        await ask(`${api.url}/v1/commands`, {
          key,
          body: '',
          headers: { 'content-type': 'application/x-ndjson' },
        }),
        await ask(`${api.url}/v1/keys`, { key }),
      ];
      return replies.map(({ status }) => status);
    };
    expect(await statuses('reader')).toEqual([200, 403, 403, 403]);
    expect(await statuses('analyst')).toEqual([200, 200, 200, 403]);
    expect(await statuses('auditor')).toEqual([200, 403, 403, 403]);
    expect(await statuses('admin')).toEqual([200, 200, 200, 200]);
  });

  test('the principal is the actor of what it records, whatever the body says', async () => {
    const { key } = await create('analyst', 'Ada');
    expect(
      (await ask(`${api.url}/v1/commands/RegisterSource`, { key, body: { ...acmeSource, actor: 'Eve' } }))
        .status,
    ).toBe(400);
    expect((await record(key)).status).toBe(201);
    const { body } = await ask<{ items: { actor: string }[] }>(`${api.url}/v1/events`);
    expect(body.items).toMatchObject([{ actor: 'Ada' }]);
  });

  test('is shown once, listed without its secret, and dead as soon as it is revoked', async () => {
    const { id, key } = await create('reader');
    expect(key).toMatch(/^dt_[a-z0-9]{8,32}_[A-Za-z0-9]{32,}$/);
    const listed = await ask<{ items: { id: string }[] }>(`${api.url}/v1/keys`);
    expect(listed.body.items.find((each) => each.id === id)).toMatchObject({
      role: 'reader',
      revokedAt: null,
    });
    expect(listed.text).not.toContain(key.split('_')[2]);
    expect((await ask(`${api.url}/v1/deals`, { key })).status).not.toBe(401);
    expect((await ask(`${api.url}/v1/keys/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await ask(`${api.url}/v1/deals`, { key })).status).toBe(401);
    expect((await ask(`${api.url}/v1/keys/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await ask(`${api.url}/v1/keys/nobody99`, { method: 'DELETE' })).toMatchObject({
      status: 404,
      body: { code: 'UNKNOWN_KEY' },
    });
  });

  test('the last admin key cannot be revoked, not even by two requests at once', async () => {
    const { body } = await ask<{ items: { id: string; role: string; revokedAt: string | null }[] }>(
      `${api.url}/v1/keys`,
    );
    const admins = body.items.filter(
      ({ role, revokedAt }) => role === 'admin' && revokedAt === null && role.length > 0,
    );
    const others = admins.filter(({ id }) => id !== 'testadmin');
    const revoked = await Promise.all(
      others.map(({ id }) => ask(`${api.url}/v1/keys/${id}`, { method: 'DELETE' })),
    );
    expect(revoked.every(({ status }) => status === 204)).toBe(true);
    expect(await ask(`${api.url}/v1/keys/testadmin`, { method: 'DELETE' })).toMatchObject({
      status: 409,
      body: { code: 'LAST_ADMIN_KEY' },
    });
  });

  test('a bad role, a missing principal and an unknown field are named', async () => {
    const reply = await ask(`${api.url}/v1/keys`, { body: { role: 'king', extra: 1 } });
    expect(reply).toMatchObject({ status: 400, body: { code: 'INVALID_FIELDS' } });
    expect((reply.body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual([
      '/extra',
      '/principal',
      '/role',
    ]);
  });

  test('what an auditor reads is on the record', async () => {
    const { id, key } = await create('auditor', 'Otto');
    await ask(`${api.url}/v1/events?limit=3`, { key });
    const client = new Client({ connectionString: database.ownerUrl });
    await client.connect();
    const { rows } = await client.query('select principal, method, url from access.reads where key_id = $1', [
      id,
    ]);
    await client.end();
    expect(rows).toEqual([{ principal: 'Otto', method: 'GET', url: '/v1/events?limit=3' }]);
  });
});

test('the first admin key is made where none is given, and never a second one', async () => {
  const fresh = await testDatabase();
  const first = await startApi(fresh, { DEALTRAIL_ADMIN_KEY: '' });
  const again = await startApi(fresh, { DEALTRAIL_ADMIN_KEY: '' });
  expect(first.said['adminKey']).toMatch(/^dt_/);
  expect(again.said['adminKey']).toBeUndefined();
  expect((await ask(`${again.url}/v1/keys`, { key: first.said['adminKey'] as string })).status).toBe(200);
  await Promise.all([first.stop(), again.stop()]);
  await fresh.drop();
});

describe('what anyone may ask', () => {
  test('health, metrics, the contract and its pages', async () => {
    expect(await ask(`${api.url}/health/live`, { key: null })).toMatchObject({ status: 200 });
    expect(await ask(`${api.url}/health/ready`, { key: null })).toMatchObject({
      status: 200,
      body: { status: 'ready' },
    });
    expect((await ask(`${api.url}/metrics`, { key: null })).text).toContain(
      'dealtrail_log_position{ledger="main"}',
    );
    expect((await ask(`${api.url}/docs`, { key: null })).text).toContain('swagger');
    expect(await ask(`${api.url}/openapi.json`, { key: null })).toMatchObject({
      status: 200,
      body: { openapi: '3.1.0' },
    });
    expect(adminKey).toHaveLength(53);
  });
});
