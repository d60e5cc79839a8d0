import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { checkpointOf } from '@dealtrail/ledger/checkpoints';
import { connect } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import { waitForPosition } from '@dealtrail/ledger/wait-for-position';
import type { Pool } from 'pg';
import { probeTables, probeView } from '../concurrency/processes/probe-view.ts';
import type { RunnerInput } from '../concurrency/processes/runner.ts';
import { openScripts } from '../concurrency/spawn-script.ts';
import { outcomeOf, probe, probeEvent, wholeLog } from '../contracts/probe.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

const view = probeView();
const ledgerId = 'main';
const events = 600;

describe('A process that moves a view', () => {
  let database: TestDatabase;
  let pool: Pool;
  let log: PostgresLog;
  let scripts: Awaited<ReturnType<typeof openScripts>>;
  beforeAll(async () => {
    scripts = await openScripts();
  });
  beforeEach(async () => {
    database = await testDatabase();
    pool = connect({ url: database.ownerUrl });
    await pool.query(probeTables());
    log = openPostgresLog({ pool });
    await Promise.all(Array.from({ length: events / 6 }, (_, stream) => fill(`stream-${String(stream)}`)));
  });
  afterEach(async () => {
    await scripts.close();
    scripts = await openScripts();
    await log.close();
    await pool.end();
    await database.drop();
  });
  afterAll(() => scripts.close());

  const fill = async (streamId: string): Promise<void> => {
    for (let version = 0; version < 6; version += 1) {
      const event =
        version === 4 ? probeEvent('{"n":2}', 'Undone') : probeEvent(`{"n":${String(version)}}`, 'Added');
      outcomeOf(await log.append(probe(ledgerId, { streamId, expectedVersion: version, event })));
    }
  };
  const runner = (changes: Partial<RunnerInput> = {}) =>
    scripts.run('runner', {
      url: database.workerUrl,
      leaseMs: 600,
      pageEventsMax: 20,
      msPerEvent: 1,
      ...changes,
    });
  const position = async () => (await checkpointOf(pool, ledgerId, view))?.position ?? 0;
  const reached = (wanted: number) =>
    waitForPosition({ positionOf: position, wanted, timeoutMs: 20_000, pollMs: 5 });

  /** Every row and every version of the index is what folding the log gives: nothing lost, nothing twice. */
  const expectExact = async (): Promise<void> => {
    const all = await wholeLog(log, ledgerId);
    const { rows } = await pool.query<{ key: string; changed_at: number; state: string }>(
      'select * from views.probe_v1',
    );
    const index = await pool.query<{
      key: string;
      from_position: number;
      to_position: number | null;
      sum: string;
    }>('select * from views.probe_index_v1');
    expect(rows).toHaveLength(events / 6);
    for (const { key, changed_at, state } of rows) {
      const history = all.filter((event) => event.streamId === key);
      expect(JSON.parse(state)).toEqual(view.fold(history));
      expect(changed_at).toBe(history.at(-1)?.position);
    }
    for (const event of all) {
      const then = index.rows.filter(
        ({ key, from_position, to_position }) =>
          key === event.streamId &&
          from_position <= event.position &&
          (to_position ?? Infinity) > event.position,
      );
      const history = all.filter((one) => one.streamId === event.streamId && one.position <= event.position);
      expect(then.map(({ sum }) => Number(sum))).toEqual([view.fold(history).sum]);
    }
  };

  test('killed again and again with -9 in the middle of pages has every effect exactly once', async () => {
    for (const killAt of [1, 100, 300, 450]) {
      const killed = runner();
      await reached(killAt);
      killed.signal('SIGKILL');
      expect(await killed.ended).toBe('SIGKILL');
    }
    expect(await position()).toBeLessThan(events);
    runner();
    expect(await reached(events)).toBe(true);
    await expectExact();
  });

  test('asleep past its lease is taken over from, and cannot write when it wakes up', async () => {
    const asleep = runner();
    await reached(100);
    asleep.signal('SIGSTOP');
    const heir = runner();
    expect(await reached(events)).toBe(true);
    const epoch = async () =>
      (await pool.query<{ epoch: number }>('select epoch from views.checkpoints')).rows[0]?.epoch;
    expect(await epoch()).toBe(2);
    asleep.signal('SIGCONT');
    // Asleep in the middle of a page or between two, it finds out at its next write or renewal.
    await waitForPosition({
      positionOf: () =>
        Promise.resolve(asleep.lines.some((line) => JSON.stringify(line).includes('leaseLost')) ? 1 : 0),
      wanted: 1,
      timeoutMs: 5_000,
      pollMs: 20,
    });
    expect(asleep.lines).toContainEqual({ kind: 'leaseLost', error: 'undefined' });
    expect([await epoch(), heir.lines.length]).toEqual([2, 1]);
    await expectExact();
  });

  test('asked to end gives its lease back, so that the next need not wait for it', async () => {
    const first = runner({ leaseMs: 60_000 });
    await reached(100);
    first.signal('SIGTERM');
    expect(await first.ended).toBe(0);
    runner({ leaseMs: 60_000 });
    expect(await reached(events)).toBe(true);
    await expectExact();
  });
});
