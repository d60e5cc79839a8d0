import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildByJob, buildsOf, requestBuild } from '@dealtrail/ledger/builds';
import { connect } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import { waitForPosition } from '@dealtrail/ledger/wait-for-position';
import { dealCurrent } from '@dealtrail/views/deal-current/deal-view';
import { storedEvents } from '@dealtrail/views/specify-view';
import { views } from '@dealtrail/views/registry';
import type { Pool } from 'pg';
import { probe } from '../contracts/probe.ts';
import { differences } from '../rebuild/differences.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { startWorker } from '../support/server.ts';
import type { Running } from '../support/server.ts';

const ledgerId = 'main';
/** Longer than what a runner folds by itself: the queue has to do it. */
const events = 6_000;
const deals = 60;

/** Each deal is announced, then talked about. */
const past = storedEvents(
  Array.from({ length: events }, (_, nth) => {
    const dealId = `deal_n-${String(nth % deals)}`;
    return nth < deals
      ? ({
          type: 'DealAnnounced',
          streamId: dealId,
          data: { dealId, class: 'hosting', title: 'A deal', parties: [], announcedOn: '2026-03-02' },
        } as never)
      : ({
          type: 'AssessmentRecorded',
          streamId: dealId,
          data: { dealId, kind: 'risk', summary: `said ${String(nth)} times` },
        } as never);
  }),
);

describe('Rebuilds by the worker', () => {
  let database: TestDatabase;
  let owner: Pool;
  let api: Pool;
  let log: PostgresLog;
  let workers: Running[];
  beforeAll(async () => {
    database = await testDatabase();
    owner = connect({ url: database.ownerUrl });
    api = connect({ url: database.apiUrl, role: 'dealtrail_api' });
    log = openPostgresLog({ pool: owner });
    workers = [];
    for (let from = 0; from < events; from += 500)
      await log.appendTogether(
        ledgerId,
        past.slice(from, from + 500).map(({ streamId, eventId, type, schemaVersion, payload }) =>
          probe(ledgerId, {
            ...{ streamId, expectedVersion: 'any', commandId: eventId },
            event: { eventId, type, schemaVersion, payload },
          }),
        ),
      );
  }, 60_000);
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await log.close();
    for (const pool of [owner, api]) await pool.end();
    await database.drop();
  });

  const until = async (what: string, is: () => Promise<boolean>): Promise<void> => {
    const isSo = await waitForPosition({
      positionOf: async () => ((await is()) ? 1 : 0),
      ...{ wanted: 1, timeoutMs: 60_000, pollMs: 5 },
    });
    expect(isSo ? what : `not: ${what}`).toBe(what);
  };
  const worker = async (): Promise<Running> => {
    const started = await startWorker(database, { LOG_LEVEL: 'warn' });
    workers.push(started);
    return started;
  };
  const isServing = async (jobId: string) => (await buildByJob(api, ledgerId, jobId))?.state === 'serving';

  test('every view of a long log is built in parts before it serves, whoever dies over it', async () => {
    const killed = await worker();
    await until('a part is being folded', async () => {
      const { rows } = await owner.query(
        'select from views.checkpoints where part > 0 and owner is not null',
      );
      return rows.length > 0;
    });
    killed.process.kill('SIGKILL');
    await worker();
    await until('every view serves', async () => {
      const builds = await buildsOf(api, ledgerId);
      return builds.filter(({ state }) => state === 'serving').length === views.length;
    });
    const all = await log.readPage(ledgerId, { after: 0, limit: 10_000 });
    for (const view of views) expect(await differences(owner, view, 1, all, ledgerId)).toEqual([]);
  }, 90_000);

  test('a rebuild is done though the whole queue is lost', async () => {
    const { jobId } = await requestBuild(api, ledgerId, dealCurrent);
    const { rows } = await owner.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'jobs' and tablename not like '%migration%'`,
    );
    expect(rows.length).toBeGreaterThan(0);
    await owner.query(`truncate ${rows.map(({ name }) => `jobs.${name}`).join(', ')} cascade`);
    await until('it serves', () => isServing(jobId));
    const all = await log.readPage(ledgerId, { after: 0, limit: 10_000 });
    expect(await differences(owner, dealCurrent, 2, all, ledgerId)).toEqual([]);
  }, 90_000);
});
