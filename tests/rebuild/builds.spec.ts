import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { buildByJob, buildsOf, requestBuild } from '@dealtrail/ledger/builds';
import { checkpointOf } from '@dealtrail/ledger/checkpoints';
import { connect } from '@dealtrail/ledger/connect';
import { cancelBuild, dropBuild, rollBack } from '@dealtrail/ledger/end-build';
import { foldPart } from '@dealtrail/ledger/fold-part';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import { droppingBuilds, retireBuilds, sweepBuild } from '@dealtrail/ledger/sweep-builds';
import { idleParts } from '@dealtrail/ledger/unfinished-builds';
import type { ViewReport } from '@dealtrail/ledger/view-loop';
import { startViewRunner } from '@dealtrail/ledger/view-runner';
import type { ViewRunner } from '@dealtrail/ledger/view-runner';
import { waitForPosition } from '@dealtrail/ledger/wait-for-position';
import type { Pool } from 'pg';
import { probeTables, probeView } from '../concurrency/processes/probe-view.ts';
import { probe, probeEvent, recorded } from '../contracts/probe.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

const view = probeView();
const ledgerId = 'main';

describe('A build of a view', () => {
  let database: TestDatabase;
  let owner: Pool;
  let api: Pool;
  let pool: Pool;
  let log: PostgresLog;
  let runners: ViewRunner[];
  let reports: ViewReport[];
  beforeEach(async () => {
    database = await testDatabase();
    owner = connect({ url: database.ownerUrl });
    await owner.query(probeTables());
    pool = connect({ url: database.workerUrl, role: 'dealtrail_worker' });
    api = connect({ url: database.apiUrl, role: 'dealtrail_api' });
    log = openPostgresLog({ pool: owner });
    runners = [];
    reports = [];
  });
  afterEach(async () => {
    for (const runner of runners) await runner.stop();
    await log.close();
    for (const each of [owner, api, pool]) await each.end();
    await database.drop();
  });

  const start = (): ViewRunner => {
    const report = (one: ViewReport): void => void reports.push(one);
    const runner = startViewRunner({ pool, log, views: [view], report, pollMs: 20 });
    runners.push(runner);
    return runner;
  };
  const append = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1)
      await recorded(
        log,
        probe(ledgerId, {
          streamId: `stream-${String(n % 7)}`,
          expectedVersion: 'any',
          event: probeEvent(`{"n":${String(n)}}`, 'Added'),
        }),
      );
  };
  const until = async (is: () => Promise<boolean>): Promise<void> => {
    const found = await waitForPosition({
      positionOf: async () => ((await is()) ? 1 : 0),
      ...{ wanted: 1, timeoutMs: 8_000, pollMs: 10 },
    });
    expect(found).toBe(true);
  };
  const serving = async () => (await checkpointOf(owner, ledgerId, view))?.build;
  const servingIs = (build: number) => until(async () => (await serving()) === build);
  const rows = async (build: number) => {
    const found = await owner.query(
      'select key, changed_at, state from views.probe_v1 where build = $1 order by key',
      [build],
    );
    const index = await owner.query(
      'select key, from_position, to_position, sum, versions from views.probe_index_v1 where build = $1 order by key, from_position',
      [build],
    );
    return { rows: found.rows, index: index.rows };
  };

  test('serves an empty ledger at once', async () => {
    start();
    await servingIs(1);
    const [first, ...others] = await buildsOf(api, ledgerId);
    expect([first?.state, first?.switchedAt, others]).toEqual(['serving', first?.startedAt, []]);
  });

  test('that is asked for takes the place of the one before, and back again', async () => {
    start();
    await append(20);
    await servingIs(1);
    const { jobId, build } = await requestBuild(api, ledgerId, view);
    expect(build).toBe(2);
    await servingIs(2);
    expect(await buildByJob(api, ledgerId, jobId)).toMatchObject({
      ...{
        state: 'serving',
        position: 20,
        target: 20,
        eventsFolded: 20,
        parts: 0,
        error: null,
        keptUntil: null,
      },
    });
    expect(await rows(2)).toEqual(await rows(1));
    await append(3);
    await until(async () => (await buildByJob(api, ledgerId, jobId))?.position === 23);
    // The job was over at 20, however far its build follows the log.
    expect(await buildByJob(api, ledgerId, jobId)).toMatchObject({ eventsFolded: 20 });
    expect(await rollBack(api, ledgerId, view)).toMatchObject({
      ...{ result: 'rolledBack', from: { build: 2 }, to: { build: 1 } },
    });
    expect(await serving()).toBe(1);
    expect(await dropBuild(api, ledgerId, view, 1)).toEqual({ result: 'serving' });
    expect(await dropBuild(api, ledgerId, view, 2)).toEqual({ result: 'dropping' });
    await append(1);
    await until(() => Promise.resolve(reports.length > 0));
    expect(reports).toEqual([{ kind: 'dropped', ledgerId, view: 'probe@1', build: 2 }]);
    expect(await rollBack(api, ledgerId, view)).toEqual({ result: 'nothingKept' });
    for (const one of await droppingBuilds(pool)) await sweepBuild(pool, one);
    expect(await rows(2)).toEqual({ rows: [], index: [] });
    expect((await buildsOf(api, ledgerId)).map(({ state }) => state)).toEqual(['serving', 'dropped']);
    expect(await retireBuilds(pool)).toEqual([]);
  });

  test('of a long past is folded in parts, each once', async () => {
    start();
    await append(40);
    await servingIs(1);
    await until(async () => (await checkpointOf(owner, ledgerId, view))?.position === 40);
    await owner.query(`select views.request_build($1, $2, 1, false, 0, 10, 3)`, [ledgerId, view.name]);
    const parts = await idleParts(pool, [view]);
    expect(parts.map(({ part, parts: of, target }) => [part, of, target])).toEqual([
      [1, 3, 40],
      [2, 3, 40],
      [3, 3, 40],
    ]);
    for (const part of parts) expect(await foldPart({ pool, log, pageEventsMax: 4 }, part)).toBe('folded');
    await servingIs(2);
    expect(await rows(2)).toEqual(await rows(1));
  });

  test('can be given up before it serves', async () => {
    await append(3);
    const { jobId } = await requestBuild(api, ledgerId, view);
    expect(await cancelBuild(api, ledgerId, jobId)).toEqual({ result: 'cancelled' });
    expect(await cancelBuild(api, ledgerId, jobId)).toEqual({ result: 'over' });
    expect(await buildByJob(api, ledgerId, jobId)).toMatchObject({ state: 'dropping' });
  });

  test('given up half-way keeps the figure of how far it came', async () => {
    await append(40);
    const { rows: asked } = await owner.query<{ job_id: string }>(
      'select views.request_build($1, $2, 1, false, 0, 10, 3) as job_id',
      [ledgerId, view.name],
    );
    const jobId = asked[0]?.job_id ?? '';
    const [part] = await idleParts(pool, [view]);
    if (part === undefined) throw new Error('there is a part to fold');
    await foldPart({ pool, log, pageEventsMax: 4 }, part);
    const before = await buildByJob(api, ledgerId, jobId);
    expect(before).toMatchObject({ state: 'folding', position: 0 });
    expect(before?.eventsFolded).toBeGreaterThan(0);
    await cancelBuild(api, ledgerId, jobId);
    expect(await buildByJob(api, ledgerId, jobId)).toMatchObject({
      ...{ state: 'dropping', eventsFolded: before?.eventsFolded },
    });
  });
});
