import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { View } from '@dealtrail/event-sourcing/view';
import { checkpointOf, checkpointsOf } from '@dealtrail/ledger/checkpoints';
import { connect } from '@dealtrail/ledger/connect';
import { listenForAppends } from '@dealtrail/ledger/notifications';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import type { ViewReport } from '@dealtrail/ledger/view-loop';
import { startViewRunner } from '@dealtrail/ledger/view-runner';
import type { ViewRunner, ViewRunnerSettings } from '@dealtrail/ledger/view-runner';
import { waitForPosition } from '@dealtrail/ledger/wait-for-position';
import type { Pool } from 'pg';
import { probeTables, probeView } from '../concurrency/processes/probe-view.ts';
import { probe, probeEvent, recorded } from '../contracts/probe.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

const added = (n = 1) => probeEvent(`{"n":${String(n)}}`, 'Added');
const [sums, twins] = [probeView('probe'), probeView('twin')];

describe('Views under trouble', () => {
  let database: TestDatabase;
  let owner: Pool;
  let pool: Pool;
  let log: PostgresLog;
  let runners: ViewRunner[];
  let reports: ViewReport[];
  beforeEach(async () => {
    database = await testDatabase();
    owner = connect({ url: database.ownerUrl });
    await owner.query(`${probeTables('probe')}; ${probeTables('twin')}`);
    pool = connect({ url: database.workerUrl, role: 'dealtrail_worker' });
    log = openPostgresLog({ pool: owner });
    [runners, reports] = [[], []];
  });
  afterEach(async () => {
    for (const runner of runners) await runner.stop();
    await log.close();
    await owner.end();
    await pool.end();
    await database.drop();
  });

  const start = (views: readonly View<unknown>[], changes: Partial<ViewRunnerSettings> = {}): ViewRunner => {
    const report = (one: ViewReport) => reports.push(one);
    const runner = startViewRunner({ pool, log, views, report, pollMs: 20, leaseMs: 2_000, ...changes });
    runners.push(runner);
    return runner;
  };
  const reached = (view: View<unknown>, wanted: number, ledgerId = 'main') =>
    waitForPosition({
      positionOf: async () => (await checkpointOf(owner, ledgerId, view))?.position ?? 0,
      wanted,
      timeoutMs: 5_000,
      pollMs: 10,
    });
  const failed = (view: View<unknown>) =>
    waitForPosition({
      positionOf: async () => ((await checkpointOf(owner, 'main', view))?.state === 'failed' ? 1 : 0),
      wanted: 1,
      timeoutMs: 5_000,
      pollMs: 10,
    });
  const hardy: View<unknown> = { ...twins, evolve: (state) => state ?? { sum: 0, versions: [], events: 0 } };

  /** Of this database only: others run their tests on the same server. */
  const terminate = (which: string) =>
    owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and ${which}`,
    );

  test('an event that cannot be folded stops its view before it, loudly, and no other', async () => {
    await recorded(
      log,
      probe('main', { event: added() }),
      probe('main', { event: probeEvent('1', 'Poison') }),
    );
    await recorded(log, probe('main', { event: added() }));
    start([sums, hardy]);
    expect(await reached(hardy, 3)).toBe(true);
    expect(await failed(sums)).toBe(true);
    const [stopped, running] = await checkpointsOf(owner, 'main');
    expect(stopped).toMatchObject({ view: 'probe', position: 1, state: 'failed', owner: null });
    expect(stopped?.error).toMatch(/^position 2, event [0-9a-f-]{36}: this event is poison$/);
    expect(running).toMatchObject({ view: 'twin', position: 3, state: 'running', error: null });
    expect(reports.map(({ kind, view }) => [kind, view])).toEqual([['failed', 'probe@1']]);
  });

  test('a view that failed goes on where it stood once a start brings what can fold it', async () => {
    await recorded(
      log,
      probe('main', { event: added() }),
      probe('main', { event: probeEvent('1', 'Poison') }),
    );
    await start([sums]).stop();
    start([sums]);
    expect(await failed(sums)).toBe(true);
    start([
      {
        ...sums,
        evolve: (state, event) =>
          event.type === 'Poison' ? { sum: 0, events: 1, versions: [] } : sums.evolve(state as never, event),
      },
    ]);
    expect(await reached(sums, 2)).toBe(true);
    expect(await checkpointOf(owner, 'main', sums)).toMatchObject({ state: 'running', error: null });
  });

  test('a row that its table does not take stops the view at that very event', async () => {
    await owner.query(`alter table views.probe_index_v1 add check (sum < 100)`);
    await recorded(log, ...[1, 2, 300, 4].map((n) => probe('main', { event: added(n) })));
    start([sums]);
    expect(await failed(sums)).toBe(true);
    expect(await checkpointOf(owner, 'main', sums)).toMatchObject({ position: 2, state: 'failed' });
    expect((await checkpointOf(owner, 'main', sums))?.error).toMatch(
      /^position 3, event [0-9a-f-]{36}: .*check constraint/,
    );
  });

  test('a hole in the log stops the view instead of being stepped over', async () => {
    await recorded(log, ...[1, 2, 3].map((n) => probe('main', { event: added(n) })));
    await owner.query('alter table log.events disable trigger events_are_immutable');
    await owner.query('delete from log.events where position = 2');
    start([sums]);
    expect(await failed(sums)).toBe(true);
    expect((await checkpointOf(owner, 'main', sums))?.error).toContain('has no position 2');
  });

  test('without any notification delivery is only late', async () => {
    start([sums], { pollMs: 100 });
    await recorded(log, probe('main', { event: added() }));
    expect(await reached(sums, 1)).toBe(true);
  });

  test('with notifications it is prompt, also after the listening connection was lost', async () => {
    const notifications = await listenForAppends(pool);
    start([sums], { pollMs: 600_000, leaseMs: 600_000, notifications });
    await recorded(log, probe('main', { event: added() }));
    expect(await reached(sums, 1)).toBe(true);
    await terminate(`query like 'listen%'`);
    await recorded(log, probe('main', { event: added() }));
    expect(await reached(sums, 2)).toBe(true);
    await recorded(log, probe('main', { event: added() }));
    expect(await reached(sums, 3)).toBe(true);
    await notifications.close();
  });

  test('the loss of every connection is trouble that passes', async () => {
    start([sums]);
    await recorded(log, probe('main', { event: added() }));
    expect(await reached(sums, 1)).toBe(true);
    await terminate(`usename = 'test_worker'`);
    await recorded(log, probe('main', { event: added() }));
    expect(await reached(sums, 2)).toBe(true);
    expect(reports.every(({ kind }) => kind === 'trouble')).toBe(true);
  });

  test('a new ledger is found by its first append', async () => {
    const notifications = await listenForAppends(pool);
    start([sums], { notifications });
    await reached(sums, 0);
    await owner.query(`insert into log.ledgers (ledger_id) values ('second')`);
    await recorded(log, probe('second', { event: added() }));
    expect(await reached(sums, 1, 'second')).toBe(true);
    await notifications.close();
  });

  test('of two runners each view has one owner, and both together do the work once', async () => {
    start([sums, twins], { pageEventsMax: 3 });
    start([sums, twins], { pageEventsMax: 3 });
    const streamId = 'shared';
    for (let version = 0; version < 30; version += 1) {
      await recorded(log, probe('main', { streamId, expectedVersion: version, event: added(version) }));
    }
    expect([await reached(sums, 30), await reached(twins, 30)]).toEqual([true, true]);
    const { rows } = await owner.query<{ state: string }>('select state from views.probe_v1 where key = $1', [
      streamId,
    ]);
    expect(JSON.parse(rows[0]?.state ?? '')).toMatchObject({ sum: 435, events: 30 });
    expect(reports).toEqual([]);
  });
});
