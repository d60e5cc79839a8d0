import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acmeCase, acmeSource } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { metricsOf } from '../support/metrics.ts';
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

const source = (id: string) => ({
  ...acmeSource,
  sourceId: `source_${id}`,
  url: `https://example.com/${id}`,
});

const register = (body: object, query = '', headers = {}) =>
  ask(`${api.url}/v1/commands/RegisterSource${query}`, { body, headers });

const commands = (door: string, result: string) =>
  `dealtrail_commands_total{door="${door}",result="${result}"}`;

describe('metrics', () => {
  test('count commands by how they came and ended, and events whichever way they were appended', async () => {
    await register(source('one'), '', { 'idempotency-key': 'one' });
    await register(source('one'), '', { 'idempotency-key': 'one' });
    await register(source('one'));
    await register(source('two'), '?dryRun=true');
    await register({});
    const lines = [...acmeCase.map(([command, body]) => ({ command, ...body })), { command: 'Nothing' }];
    await ask(`${api.url}/v1/commands`, {
      body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    const metrics = await metricsOf(api);
    const results = ['recorded', 'replayed', 'unchanged', 'rehearsed', 'refused'];
    expect(results.map((result) => metrics.get(commands('single', result)))).toEqual([1, 1, 1, 1, 1]);
    expect(metrics.get(commands('upload', 'recorded'))).toBe(acmeCase.length);
    expect(metrics.get(commands('upload', 'refused'))).toBe(1);
    expect(metrics.get('dealtrail_events_appended_total{ledger="main"}')).toBe(1 + acmeCase.length);
    expect(metrics.get('dealtrail_log_position{ledger="main"}')).toBe(1 + acmeCase.length);
  });

  test('time each group: its size, its wait, the head row, the commit', async () => {
    const metrics = await metricsOf(api);
    const of = (name: string) => metrics.get(`dealtrail_append_${name}{ledger="main"}`) ?? Number.NaN;
    expect(of('group_size_count')).toBeGreaterThan(0);
    for (const name of ['queue_seconds', 'commit_seconds', 'head_lock_seconds'])
      expect(of(`${name}_count`)).toBe(of('group_size_count'));
    expect(of('commit_seconds_sum')).toBeGreaterThan(of('head_lock_seconds_sum'));
    expect(metrics.get('dealtrail_append_queue_depth')).toBe(0);
    expect(metrics.get('dealtrail_commands_in_flight')).toBe(0);
    expect(metrics.get('dealtrail_commands_turned_away_total')).toBe(0);
  });

  test('time requests by the pattern of their route, never by what was asked', async () => {
    await ask(`${api.url}/v1/deals/deal_nobody`);
    const names = [...(await metricsOf(api)).keys()];
    const route = 'method="GET",route="/v1/deals/:id",status="404"';
    expect(names).toContain(`dealtrail_http_request_seconds_count{${route}}`);
    expect(names.join('\n')).not.toContain('deal_nobody');
  });

  test('say how far behind views and subscribers are, in events and in seconds', async () => {
    const { body } = await ask<{ basis: { position: number } }>(`${api.url}/v1/events?limit=1`);
    const before = await metricsOf(api);
    const view = '{ledger="main",view="deal-current"}';
    // No worker runs here: the view has seen nothing.
    expect(before.get(`dealtrail_view_lag_events${view}`)).toBe(body.basis.position);
    expect(before.get(`dealtrail_view_lag_seconds${view}`)).toBeGreaterThan(0);
    expect(before.get('dealtrail_open_feeds')).toBe(0);
    expect(before.get('dealtrail_feed_lag_events{ledger="main"}')).toBe(0);
    const feed = new AbortController();
    const answer = await fetch(`${api.url}/v1/changes/events?live=sse&offset=now`, {
      headers: { authorization: `Bearer ${adminKey}` },
      signal: feed.signal,
    });
    expect(answer.status).toBe(200);
    expect((await metricsOf(api)).get('dealtrail_open_feeds')).toBe(1);
    feed.abort();
  });
});
