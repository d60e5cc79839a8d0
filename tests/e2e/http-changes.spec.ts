import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acmeCase, acmeSource } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { ask, startApi } from '../support/server.ts';
import type { Reply, Running } from '../support/server.ts';

let database: TestDatabase;
let api: Running;

beforeAll(async () => {
  database = await testDatabase();
  api = await startApi(database);
  for (const [name, body] of acmeCase) await ask(`${api.url}/v1/commands/${name}`, { body });
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

type Page = {
  readonly items: readonly { readonly position: number; readonly type: string }[];
  readonly nextOffset: string;
  readonly upToDate: boolean;
};

const changes = (query: string, of: Running = api): Promise<Reply<Page>> =>
  ask<Page>(`${of.url}/v1/changes/events?${query}`);

const register = (id: string) =>
  ask(`${api.url}/v1/commands/RegisterSource`, {
    body: { ...acmeSource, sourceId: `source_${id}`, url: `https://example.com/${id}` },
  });

describe('the feed of the log, page by page', () => {
  test('gives every event of the log once, as the log itself gives it', async () => {
    const items: unknown[] = [];
    let page = (await changes('live=false&limit=4')).body;
    for (; !page.upToDate; page = (await changes(`live=false&limit=4&offset=${page.nextOffset}`)).body)
      items.push(...page.items);
    const log = await ask<{ items: unknown[] }>(`${api.url}/v1/events`);
    expect([...items, ...page.items]).toEqual(log.body.items);
    expect((await changes(`live=false&offset=${page.nextOffset}`)).body).toEqual({ ...page, items: [] });
  });

  test('is never stored on the way, and is plain JSON', async () => {
    const { headers, status } = await changes('live=false&offset=now');
    expect([status, headers.get('cache-control'), headers.get('content-type')]).toEqual([
      200,
      'no-store',
      'application/json; charset=utf-8',
    ]);
  });

  test('takes the filters of the stream, and its cursors from the stream', async () => {
    const { body } = await changes('live=false&types=DealAnnounced,PartyRegistered');
    expect(body.items.map(({ type }) => type)).toEqual([
      'PartyRegistered',
      'PartyRegistered',
      'DealAnnounced',
    ]);
    const stream = await fetch(`${api.url}/v1/changes/events?live=sse&offset=${body.nextOffset}`, {
      headers: { authorization: `Bearer dt_testadmin_${'a'.repeat(40)}` },
    });
    let text = '';
    for await (const chunk of stream.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString();
      if (text.includes('up-to-date')) break;
    }
    expect(text).toContain(`id: ${body.nextOffset}\nevent: up-to-date`);
    expect(text).not.toContain('event: event');
  });

  test('a poll waits for the next event and comes with it', async () => {
    const { nextOffset } = (await changes('live=false&offset=now')).body;
    const from = performance.now();
    const poll = changes(`live=poll&offset=${nextOffset}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const recorded = await register('polled');
    const { items, upToDate } = (await poll).body;
    expect(items.map(({ position }) => position)).toEqual([recorded.body['position']]);
    expect(upToDate).toBe(true);
    expect(performance.now() - from).toBeGreaterThan(499);
  });

  test('a poll of what is there already does not wait', async () => {
    const from = performance.now();
    expect((await changes('live=poll&limit=2')).body.items).toHaveLength(2);
    expect(performance.now() - from).toBeLessThan(3_000);
  });

  test('a process that stops answers its polls with what there is', async () => {
    const other = await startApi(database);
    const poll = changes('live=poll&offset=now', other);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { code, ms } = await other.stop();
    expect((await poll).body).toMatchObject({ items: [], upToDate: true });
    expect([code, ms < 4_000]).toEqual([0, true]);
  });

  test('a cursor of another epoch or from beyond the head must refetch; a stream takes no limit', async () => {
    const { nextOffset } = (await changes('live=false')).body;
    const [, epoch = ''] = Buffer.from(nextOffset, 'base64url').toString().split('.');
    const cursor = (position: number, of: string) =>
      Buffer.from(`${String(position)}.${of}`).toString('base64url');
    for (const offset of [cursor(9999, epoch), cursor(1, '00000000-0000-4000-8000-000000000000')])
      for (const live of ['false', 'poll'])
        expect(await changes(`live=${live}&offset=${offset}`)).toMatchObject({
          status: 409,
          body: { code: 'MUST_REFETCH' },
        });
    for (const query of [
      'live=sse&limit=2',
      'live=false&limit=0',
      'live=poll&limit=1001',
      'limit=two',
      'live=no',
    ])
      expect(await changes(query)).toMatchObject({ status: 400, body: { code: 'BAD_QUERY' } });
  });

  test('without live it is one page of what there is', async () => {
    expect((await changes('limit=2')).text).toBe((await changes('live=false&limit=2')).text);
  });
});
