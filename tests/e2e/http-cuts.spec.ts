import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
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

const authorization = `Bearer ${adminKey}`;
const source = (id: string) => ({
  ...acmeSource,
  sourceId: `source_${id}`,
  url: `https://example.com/${id}`,
});
const line = (id: string) => `${JSON.stringify({ command: 'RegisterSource', ...source(id) })}\n`;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const alive = async (): Promise<void> => {
  expect((await ask(`${api.url}/health/ready`, { key: null })).status).toBe(200);
  expect(api.process.exitCode).toBeNull();
};

describe('a client that goes away', () => {
  test('in the middle of an upload leaves what was recorded, and the same file can be sent again', async () => {
    const sent = httpRequest(`${api.url}/v1/commands`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/x-ndjson' },
    });
    sent.on('error', () => undefined);
    sent.write(line('cut-1') + line('cut-2').slice(0, 40));
    await once(sent, 'response');
    sent.destroy();
    await pause(200);
    const again = await ask(`${api.url}/v1/commands`, {
      body: line('cut-1') + line('cut-2'),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(
      again.text
        .trim()
        .split('\n')
        .map((each) => JSON.parse(each) as object),
    ).toEqual([
      { line: 1, status: 201, position: 1, replayed: true },
      { line: 2, status: 201, position: 2 },
    ]);
    await alive();
  });

  test('in the middle of a body, a feed or an export costs the others nothing', async () => {
    const half = httpRequest(`${api.url}/v1/commands/RegisterSource`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', 'content-length': '1000' },
    });
    half.on('error', () => undefined);
    half.write('{"sourceId":');
    await pause(100);
    half.destroy();
    for (const path of ['/v1/changes/events?live=sse', '/v1/events']) {
      const gone = new AbortController();
      const headers = { authorization, accept: 'application/x-ndjson' };
      const answer = await fetch(api.url + path, { headers, signal: gone.signal });
      gone.abort();
      await answer.text().catch(() => undefined);
    }
    await pause(200);
    await alive();
    expect((await ask(`${api.url}/metrics`, { key: null })).text).toContain('dealtrail_open_streams 0\n');
  });

  test('answers come while lines are still being sent', async () => {
    const sent = httpRequest(`${api.url}/v1/commands`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/x-ndjson' },
    });
    sent.write(line('slow-1'));
    const [answer] = (await once(sent, 'response')) as [AsyncIterable<Buffer>];
    const chunks = answer[Symbol.asyncIterator]();
    const next = async (): Promise<unknown> => {
      const chunk = await chunks.next();
      return chunk.done === true ? 'the end' : JSON.parse(chunk.value.toString());
    };
    expect(await next()).toMatchObject({ line: 1, status: 201 });
    sent.end(line('slow-2'));
    expect(await next()).toMatchObject({ line: 2, status: 201 });
    expect(await next()).toBe('the end');
  });
});

test('commands work again after every connection to the database was cut, also with a feed open', async () => {
  const feed = await fetch(`${api.url}/v1/changes/events?live=sse&offset=now`, {
    headers: { authorization },
  });
  const owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await owner.end();
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 50 && statuses.at(-1) !== 201; attempt++) {
    const headers = { 'idempotency-key': 'after-the-cut' };
    statuses.push(
      (await ask(`${api.url}/v1/commands/RegisterSource`, { body: source('after'), headers })).status,
    );
    if (statuses.at(-1) !== 201) await pause(100);
  }
  expect(statuses.filter((status) => status !== 201 && status !== 503)).toEqual([]);
  expect(statuses.at(-1)).toBe(201);
  // The feed may have been cut with its connection; then its client comes back with the id it saw last.
  await feed.body?.cancel().catch(() => undefined);
  // The pool may hold a few more dead connections; each is found out by the one who asks next.
  await pause(500);
  await ask(`${api.url}/health/ready`, { key: null });
  await alive();
});
