import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bodyBytesMax } from '@dealtrail/api/edge/body';
import { commandIdLengthMax } from '@dealtrail/api/edge/preconditions';
import { jsonDepthMax } from '@dealtrail/api/edge/strict-json';
import { eventsLimitMax } from '@dealtrail/api/events/events-query';
import { listLimitMax } from '@dealtrail/views/limits';
import { acmeSource } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { ask, startApi } from '../support/server.ts';
import type { Reply, Running } from '../support/server.ts';

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

const source = (id: string) => ({
  ...acmeSource,
  sourceId: `source_${id}`,
  url: `https://example.com/${id}`,
});

const register = (body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> =>
  ask(`${api.url}/v1/commands/RegisterSource`, { body, headers });

/** JSON of exactly so many bytes: white space between values is part of a body too. */
const padded = (value: object, bytes: number): string => {
  const text = JSON.stringify(value);
  return `${text.slice(0, -1)}${' '.repeat(bytes - text.length)}}`;
};

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('at a limit a request is taken, one past it is refused', () => {
  test('bytes of a body', async () => {
    expect((await register(padded(source('widest'), bodyBytesMax))).status).toBe(201);
    expect(await register(padded(source('wider'), bodyBytesMax + 1))).toMatchObject({
      status: 413,
      body: { code: 'BODY_TOO_LARGE' },
    });
  });

  test('bytes of a line of an upload', async () => {
    const line = (id: string, bytes: number) => padded({ command: 'RegisterSource', ...source(id) }, bytes);
    const { text } = await ask(`${api.url}/v1/commands`, {
      body: `${line('line-at', bodyBytesMax)}\n${line('line-past', bodyBytesMax + 1)}\n`,
      headers: { 'content-type': 'application/x-ndjson' },
    });
    const statuses = text
      .trim()
      .split('\n')
      .map((each) => (JSON.parse(each) as { status: number }).status);
    expect(statuses).toEqual([201, 413]);
  });

  test('objects and arrays inside each other', async () => {
    const deep = (depth: number) => `{"sourceId":${nested(depth - 1)}}`;
    expect((await register(deep(jsonDepthMax))).body).not.toMatchObject({ code: 'MALFORMED_JSON' });
    expect((await register(deep(jsonDepthMax + 1))).body).toMatchObject({ code: 'MALFORMED_JSON' });
  });

  test('characters of an Idempotency-Key', async () => {
    const key = (length: number) => ({ 'idempotency-key': 'k'.repeat(length) });
    expect((await register(source('key-at'), key(commandIdLengthMax))).status).toBe(201);
    expect(await register(source('key-past'), key(commandIdLengthMax + 1))).toMatchObject({
      status: 400,
      body: { code: 'BAD_HEADER' },
    });
  });

  test('characters of an id that a client chooses', async () => {
    const named = (length: number) => source('n'.repeat(length));
    expect((await register(named(80))).status).toBe(201);
    expect(await register({ ...named(81), url: 'https://example.com/past' })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/sourceId' }] },
    });
  });

  test('characters of a part of a path', async () => {
    const part = (length: number) => ask(`${api.url}/v1/deals/${'d'.repeat(length)}`);
    expect((await part(256)).status).toBe(404);
    expect(await part(257)).toMatchObject({ status: 400, body: { code: 'BAD_QUERY' } });
  });

  test.each([
    ['events', eventsLimitMax],
    ['sources', listLimitMax],
  ])('items on a page of %s', async (list, max) => {
    const page = (limit: number) => ask(`${api.url}/v1/${list}?limit=${String(limit)}&asAt=position:0`);
    expect((await page(max)).status).toBe(200);
    expect(await page(max + 1)).toMatchObject({ status: 400, body: { errors: [{ pointer: '/limit' }] } });
  });

  test('events of one command: one', async () => {
    const { body } = await register(source('one-event'));
    expect(body['events']).toHaveLength(1);
  });
});
