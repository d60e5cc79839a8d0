import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acmeCase, acmeDeal } from '../support/acme.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { ask, startApi, startWorker, type Running } from '../support/server.ts';

let database: TestDatabase;
let api: Running;
let worker: Running;

beforeAll(async () => {
  database = await testDatabase();
  [api, worker] = await Promise.all([startApi(database), startWorker(database)]);
  for (const [name, body] of acmeCase) await ask(`${api.url}/v1/commands/${name}`, { body });
});

afterAll(async () => {
  await Promise.all([api.stop(), worker.stop()]);
  await database.drop();
});

const get = (path: string, method = 'GET') => ask(`${api.url}${path}`, { method });

describe('what a caller could not have meant', () => {
  test.each([
    ['an instant that leaves the calendar by its offset', '/v1/deals?asAt=0001-01-01T00:00:00%2B14:00', 400],
    ['a position that is none', '/v1/deals?asAt=position:x', 400],
    ['a name without a letter or digit', '/v1/parties?name=%25', 400],
    ['a stream that can be none', '/v1/events?stream=nope', 400],
    ['a view that is not kept', '/v1/deals?view=nope%401', 410],
    ['a version of a view that is not kept', '/v1/deals?view=deal-current%4099', 410],
    ['a policy that is not kept', '/v1/deals?policy=x', 410],
    ['a view that answers other reads', '/v1/parties?view=deal-current%401', 400],
    ['a path with a slash too many', '/v1/deals/', 404],
    ['something below the documentation that is not there', '/docs/nope', 404],
  ])('%s is told as a problem', async (_, path, status) => {
    const answer = await get(path);
    expect(answer).toMatchObject({ status, body: { status, instance: path.split('?')[0] } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  test('one fault is told once, in words that say what to write', async () => {
    const { body } = await get('/v1/events?stream=nope');
    expect(body['errors']).toHaveLength(1);
    const instant = await get('/v1/deals?asAt=yesterday');
    expect(instant.text).toContain('2026-03-02T21:05:00Z');
    const offset = await get('/v1/changes/events?offset=bad');
    expect(offset.body['detail']).toBe(
      'offset takes start, now, position:<n>, or the id or nextOffset seen last',
    );
  });

  test.each(['%00', '%ff', 'x', 'a'.repeat(33)])(
    'a key id %s is unknown or unreadable, never a failure',
    async (id) => {
      expect((await get(`/v1/keys/${id}`, 'DELETE')).status).toBeGreaterThanOrEqual(400);
      expect((await get(`/v1/keys/${id}`, 'DELETE')).status).toBeLessThan(500);
    },
  );

  test('the log begins at position 1, and asking from 0 is no mistake', async () => {
    const { status, body } = await get('/v1/events?fromPosition=0&limit=1');
    expect(status).toBe(200);
    expect(body['items']).toMatchObject([{ position: 1 }]);
  });
});

describe('a cursor that somebody altered', () => {
  const altered = async (path: string, after: unknown): Promise<number> => {
    const { body } = await get(path);
    const cursor = JSON.parse(Buffer.from(String(body['nextCursor']), 'base64url').toString()) as object;
    const text = Buffer.from(JSON.stringify({ ...cursor, after })).toString('base64url');
    return (await get(`${path}&cursor=${text}`)).status;
  };

  test.each([
    ['/v1/parties?limit=1', { value: '\u0000', key: '\u0000' }],
    ['/v1/parties?limit=1', { value: 7 }],
    ['/v1/parties?limit=1', null],
  ])('of %s is a bad query: %j', async (path, after) => {
    expect(await altered(path, after)).toBe(400);
  });

  test('of a list sorted by number is a bad query too', async () => {
    const second = { ...acmeDeal, dealId: 'deal_second' };
    await ask(`${api.url}/v1/commands/AnnounceDeal`, { body: second });
    for (const sort of ['changed', 'totalValue']) {
      const status = await altered(`/v1/deals?limit=1&sort=${sort}`, { value: 'xxxxxxxxxx', key: 'deal_a' });
      expect({ sort, status }).toEqual({ sort, status: 400 });
    }
  });
});

describe('what is not HTTP', () => {
  test.each(['GARBAGE\r\n\r\n', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`])(
    'is answered as a problem, and the connection closed',
    async (bytes) => {
      const { hostname, port } = new URL(api.url);
      const socket = connect(Number(port), hostname);
      await once(socket, 'connect');
      socket.write(bytes);
      let text = '';
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      await once(socket, 'close');
      expect(text).toMatch(/^HTTP\/1\.1 400 /);
      expect(text).toContain('application/problem+json');
      expect(text).toContain('"code":"BAD_HEADER"');
    },
  );
});

describe('a key that is revoked', () => {
  test('ends the stream it opened before anything more is told', async () => {
    const made = await ask(`${api.url}/v1/keys`, { body: { role: 'reader', principal: 'a desk that left' } });
    const { id, key } = made.body as { readonly id: string; readonly key: string };
    const stream = await fetch(`${api.url}/v1/changes/events?live=sse&offset=now`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(stream.status).toBe(200);
    expect((await get(`/v1/keys/${id}`, 'DELETE')).status).toBe(204);
    const body = { ...acmeDeal, dealId: 'deal_after-revocation' };
    expect((await ask(`${api.url}/v1/commands/AnnounceDeal`, { body })).status).toBe(201);
    const told = await stream.text();
    expect(told).not.toContain('deal_after-revocation');
  });
});
