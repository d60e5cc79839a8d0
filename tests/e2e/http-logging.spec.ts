import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { acmeCase, acmeSource } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { adminKey, ask, startApi, startWorker } from '../support/server.ts';
import type { Running } from '../support/server.ts';

let database: TestDatabase;
let owner: Client;

beforeAll(async () => {
  database = await testDatabase();
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
});

afterAll(async () => {
  await owner.end();
  await database.drop();
});

type Line = Readonly<Record<string, unknown>>;

/** Every line on stderr is one JSON object: what is not fails here. */
const linesOf = (running: Running): readonly Line[] =>
  running
    .errors()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

const said = (running: Running, ...names: readonly string[]) =>
  linesOf(running).map((line) => Object.fromEntries(names.map((name) => [name, line[name]])));

const until = async (isSo: () => boolean): Promise<void> => {
  for (let attempt = 0; attempt < 100 && !isSo(); attempt++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  expect(isSo()).toBe(true);
};

const secret = 'a-value-that-only-the-client-knows';

/** A command, a read and three ways to be refused, each with something in it that no log may hold. */
const visit = async ({ url }: Running): Promise<void> => {
  await ask(`${url}/v1/commands/RegisterSource`, { body: { ...acmeSource, title: secret } });
  await ask(`${url}/v1/events?stream=source_${secret}`);
  await ask(`${url}/v1/deals/deal_${secret}`, { key: null });
  await ask(`${url}/${secret}`);
  await ask(`${url}/v1/%zz`);
};

describe('the log of the api', () => {
  test('at debug has a line for every request: method, route, status and time, and nothing that was sent', async () => {
    const api = await startApi(database, { LOG_LEVEL: 'debug' });
    let spoken = '';
    api.process.stdout?.on('data', (chunk) => (spoken += String(chunk))).resume();
    await visit(api);
    const feed = new AbortController();
    await fetch(`${api.url}/v1/changes/events?live=sse`, {
      headers: { authorization: `Bearer ${adminKey}` },
      signal: feed.signal,
    });
    feed.abort();
    const requests = () => linesOf(api).filter(({ message }) => message === 'request');
    await until(() => requests().length === 6);
    await api.stop();
    expect(requests().map(({ method, route, status }) => [method, route, status])).toEqual([
      ['POST', '/v1/commands/:name', 201],
      ['GET', '/v1/events', 200],
      ['GET', '/v1/deals/:id', 401],
      ['GET', expect.stringMatching(/^(none|\*|\/\*)$/), 404],
      ['GET', 'none', 400],
      ['GET', '/v1/changes/events', 200],
    ]);
    expect(requests().map(({ ms }) => Number.isInteger(ms))).not.toContain(false);
    expect(requests().at(-1)).toMatchObject({ cut: true });
    expect(api.errors()).not.toContain(secret);
    expect(api.errors()).not.toContain(adminKey);
    expect(spoken).toBe('');
  });

  test('at info has its start and its end and no requests', async () => {
    const api = await startApi(database);
    await visit(api);
    await api.stop();
    expect(said(api, 'level', 'context', 'message')).toEqual(
      ['started', 'stopping', 'stopped'].map((message) => ({ level: 'info', context: 'api', message })),
    );
    expect(linesOf(api)[0]).toMatchObject({ url: api.url, time: expect.stringMatching(/Z$/) as unknown });
  });

  test('a 5xx is told with its cause at warn, and a breakdown as an error that the answer refers to', async () => {
    const api = await startApi(database, { LOG_LEVEL: 'warn' });
    await ask(`${api.url}/v1/events?minPosition=99`);
    await owner.query('alter table log.events rename to elsewhere');
    const broken = await ask(`${api.url}/v1/events`);
    await owner.query('alter table log.elsewhere rename to events');
    await api.stop();
    expect(broken).toMatchObject({ status: 500, body: { code: 'INTERNAL' } });
    expect(broken.text).not.toContain('log.events');
    const [busy, breakdown] = linesOf(api);
    expect(busy).toMatchObject({ level: 'warn', status: 503, code: 'NOT_CAUGHT_UP', route: '/v1/events' });
    expect(breakdown).toMatchObject({
      level: 'error',
      error: expect.stringContaining('42P01') as unknown,
    });
    expect(broken.body['detail']).toContain(breakdown?.['reference']);
    expect(linesOf(api)).toHaveLength(2);
  });
});

describe('the log of the worker', () => {
  test('at info has its start and its end, at error nothing where nothing is wrong', async () => {
    const [telling, quiet] = await Promise.all([
      startWorker(database),
      startWorker(database, { LOG_LEVEL: 'error' }),
    ]);
    await Promise.all([telling.stop(), quiet.stop()]);
    expect(said(telling, 'level', 'message')).toEqual(
      ['started', 'stopping', 'stopped'].map((message) => ({ level: 'info', message })),
    );
    expect(quiet.errors()).toBe('');
  });

  test('a view that fails is told with the reason', async () => {
    const api = await startApi(database);
    for (const [name, body] of acmeCase) await ask(`${api.url}/v1/commands/${name}`, { body });
    await api.stop();
    await owner.query('alter table log.events disable trigger events_are_immutable');
    await owner.query('delete from log.events where position = 3');
    const worker = await startWorker(database);
    const failed = () =>
      linesOf(worker).filter(({ context, level }) => context === 'views' && level === 'error');
    await until(() => failed().length > 0);
    await worker.stop();
    expect(failed()[0]).toMatchObject({
      ledgerId: 'main',
      error: expect.stringContaining('position') as unknown,
    });
  });
});
