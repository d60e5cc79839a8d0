import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { View } from '@dealtrail/event-sourcing/view';
import { checkpointOf, checkpointsOf } from '@dealtrail/ledger/checkpoints';
import { connect } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import { startViewRunner } from '@dealtrail/ledger/view-runner';
import { waitForPosition } from '@dealtrail/ledger/wait-for-position';
import { views } from '@dealtrail/views/registry';
import type { Pool } from 'pg';
import { acmeCase, acmeDeal, acmeSource } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { adminKey, ask, startApi } from '../support/server.ts';
import type { Running } from '../support/server.ts';
import { dealtrail } from '../e2e/cli-harness.ts';

const sources = [{ sourceId: acmeSource.sourceId }];
const otherDeal = { ...acmeDeal, dealId: 'deal_other' };
const heedsDeals = ['claims', 'deal-current', 'stock-reactions'];

let database: TestDatabase;
let api: Running;
let worker: Pool;
let log: PostgresLog;
let head = 0;

const send = async (name: string, body: object) => {
  const sent = await ask<{ position: number; code?: string }>(`${api.url}/v1/commands/${name}`, { body });
  if (sent.status === 201) head = sent.body.position;
  return sent;
};

/** As the release that knows version 2 would have written it: `says` was `summary` in version 1. */
const recordNewer = async (): Promise<void> => {
  const history = await log.readStream('main', acmeDeal.dealId);
  const { result } = await log.append({
    ...{ ledgerId: 'main', streamId: acmeDeal.dealId, expectedVersion: history.length },
    ...{ commandId: 'newer', fingerprint: 'f'.repeat(64), requires: [], reserves: [], releases: [] },
    event: {
      ...{ eventId: '0198c1d0-0000-7000-8000-00000000abcd', type: 'AssessmentRecorded', schemaVersion: 2 },
      payload: JSON.stringify({
        ...{ occurredOn: null, actor: 'newer', correlationId: null, causationId: null, reason: null },
        ...{ sources, modality: 'stated' },
        data: { dealId: acmeDeal.dealId, kind: 'risk', category: 'execution', says: 'late' },
      }),
    },
  });
  expect(result).toBe('appended');
  head += 1;
};

/** An event as the newer release reads it. */
const lifted = (event: StoredEvent): StoredEvent =>
  event.schemaVersion === 2
    ? { ...event, schemaVersion: 1, payload: event.payload.replace('"says"', '"summary"') }
    : event;

/** A view as it is in the newer release. */
const newer = (view: View<unknown>): View<unknown> => ({
  ...view,
  fold: (history) => view.fold(history.map(lifted)),
  evolve: (state, event) => view.evolve(state, lifted(event)),
  rewrites: (event) => view.rewrites(lifted(event)),
});

const start = (release: readonly View<unknown>[]) =>
  startViewRunner({ pool: worker, log, views: release, report: () => undefined, pollMs: 20, leaseMs: 2_000 });

const stateOf = async (view: string) =>
  (await checkpointsOf(worker, 'main')).find((each) => each.view === view);

const until = async (isSo: () => Promise<boolean>): Promise<boolean> =>
  waitForPosition({
    ...{ positionOf: async () => ((await isSo()) ? 1 : 0), wanted: 1, timeoutMs: 20_000, pollMs: 20 },
  });

const reached = (view: View<unknown>, wanted: number) =>
  until(async () => ((await checkpointOf(worker, 'main', view))?.position ?? 0) >= wanted);

beforeAll(async () => {
  database = await testDatabase();
  worker = connect({ url: database.workerUrl, role: 'dealtrail_worker' });
  log = openPostgresLog({ pool: connect({ url: database.apiUrl, role: 'dealtrail_api' }) });
  api = await startApi(database);
  for (const [name, body] of [...acmeCase, ['AnnounceDeal', otherDeal] as const])
    expect((await send(name, body)).status).toBe(201);
}, 60_000);

afterAll(async () => {
  await api.stop();
  await log.close();
  await worker.end();
  await database.drop();
});

describe('a deploy that was rolled back after the newer release recorded an event', () => {
  let stopsAt = 0;

  test('stops each view that heeds the event right before it, and says so; the others go on', async () => {
    const before = start(views);
    for (const view of views) expect([view.name, await reached(view, head)]).toEqual([view.name, true]);
    expect(await until(async () => (await ask(`${api.url}/health/ready`)).status === 200)).toBe(true);
    await before.stop();
    await recordNewer();
    stopsAt = head;
    const more = { ...acmeSource, sourceId: 'source_more', url: 'https://example.com/more' };
    expect((await send('RegisterSource', more)).status).toBe(201);
    const runner = start(views);
    for (const view of views) {
      if (!heedsDeals.includes(view.name))
        expect([view.name, await reached(view, head)]).toEqual([view.name, true]);
      else expect(await until(async () => (await stateOf(view.name))?.error !== null)).toBe(true);
    }
    await runner.stop();
    for (const name of heedsDeals) {
      expect(await stateOf(name)).toMatchObject({
        ...{ position: stopsAt - 1, state: 'failed' },
        error: `position ${String(stopsAt)}, event 0198c1d0-0000-7000-8000-00000000abcd: AssessmentRecorded version 2 is not known here: the newest is 1`,
      });
    }
    const { body } = await ask<{ items: { name: string; version: number; error: string | null }[] }>(
      `${api.url}/v1/projections`,
    );
    const failed = body.items.filter(({ error }) => error !== null);
    expect(failed.map(({ name }) => name).toSorted()).toEqual(heedsDeals);
    const failedViews = failed.map(({ name, version }) => `${name}@${String(version)}`).toSorted();
    // Ready all the same: the other views are served.
    expect(await ask(`${api.url}/health/ready`)).toMatchObject({
      ...{ status: 200, body: { status: 'ready', viewsBeingBuilt: [], viewsFailed: failedViews } },
    });
  }, 60_000);

  test('answers nothing that would need the event, with a code of its own, and everything else', async () => {
    const says = async (path: string) => {
      const { status, body } = await ask<{ code?: string; detail?: string }>(`${api.url}/v1/${path}`);
      return [status, body.code];
    };
    for (const view of ['', '/claims', '/timeline', '/stock-reactions', '/diff?from=position:1'])
      expect([view, ...(await says(`deals/${acmeDeal.dealId}${view}`))]).toEqual([view, 503, 'NEWER_EVENT']);
    expect(await says(`events?fromPosition=${String(stopsAt)}`)).toEqual([503, 'NEWER_EVENT']);
    expect(await says('events/0198c1d0-0000-7000-8000-00000000abcd')).toEqual([503, 'NEWER_EVENT']);
    const before = `asAt=position:${String(stopsAt - 1)}`;
    expect(await says(`deals/${acmeDeal.dealId}?${before}`)).toEqual([200, undefined]);
    expect(await says(`deals?${before}`)).toEqual([200, undefined]);
    expect(await says(`events?${before}`)).toEqual([200, undefined]);
    expect(await says('sources')).toEqual([200, undefined]);
    expect(await says('parties/party_acme')).toEqual([200, undefined]);
    const { text } = await ask(`${api.url}/v1/deals/${acmeDeal.dealId}/timeline`);
    expect(text).toContain('AssessmentRecorded version 2 is not known here: the newest is 1');
  });

  test('decides nothing on the stream, and everything beside it', async () => {
    const report = (dealId: string) => ({
      ...{ dealId, path: 'deal.site', sources },
      value: { qualifier: 'exact', value: 'Springfield' },
    });
    const [there, beside] = await Promise.all([
      send('ReportTerm', report(acmeDeal.dealId)),
      send('ReportTerm', report(otherDeal.dealId)),
    ]);
    expect([there.status, there.body.code]).toEqual([503, 'NEWER_EVENT']);
    expect(beside.status).toBe(201);
  });

  test.each([['replay'], ['watch', '--from', 'start', '--until-up-to-date']])(
    'gives a client no log with a hole in it, and says why: %s',
    async (...args) => {
      const env = { DEALTRAIL_URL: api.url, DEALTRAIL_KEY: adminKey };
      const { code, stderr } = await dealtrail(args, { env });
      expect(code).toBe(4);
      expect(stderr).toContain('NEWER_EVENT');
    },
    30_000,
  );

  test('lets nothing past when it is told to go on although the cause is still there', async () => {
    const resumed = await ask(`${api.url}/v1/projections/claims/resume`, { method: 'POST' });
    expect(resumed).toMatchObject({ status: 202, body: { name: 'claims', resumed: 1 } });
    expect(await stateOf('claims')).toMatchObject({ state: 'running', position: stopsAt - 1 });
    const runner = start(views);
    expect(await until(async () => (await stateOf('claims'))?.state === 'failed')).toBe(true);
    await runner.stop();
    expect(await stateOf('claims')).toMatchObject({ position: stopsAt - 1 });
  }, 30_000);

  test('goes on where it stood, and skips nothing, once it is rolled forward again', async () => {
    const runner = start(views.map(newer));
    for (const view of views) expect([view.name, await reached(view, head)]).toEqual([view.name, true]);
    await runner.stop();
    for (const view of views)
      expect(await checkpointOf(worker, 'main', view)).toMatchObject({ state: 'running', error: null });
    expect((await ask(`${api.url}/health/ready`)).body['viewsFailed']).toEqual([]);
    const { rows } = await worker.query<{ state: string }>(
      `select state from views.deal_current_v1 where key = $1`,
      [acmeDeal.dealId],
    );
    expect(JSON.parse(rows[0]?.state ?? '')).toMatchObject({
      assessments: [{ summary: 'late', position: stopsAt }],
    });
  }, 60_000);
});
