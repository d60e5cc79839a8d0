import { connect } from '@dealtrail/ledger/connect';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import { waitForPosition } from '@dealtrail/ledger/wait-for-position';
import type { BuilderInput } from '../concurrency/processes/builder.ts';
import { probeTables, probeView } from '../concurrency/processes/probe-view.ts';
import { openScripts } from '../concurrency/spawn-script.ts';
import type { Script } from '../concurrency/spawn-script.ts';
import { probe, probeEvent, recorded } from '../contracts/probe.ts';
import type { Random } from '../crash/random.ts';
import { testDatabase } from '../support/database.ts';
import { differences } from './differences.ts';

export const view = probeView();
export const ledgerId = 'main';

export type ProbeHouse = Awaited<ReturnType<typeof openProbeHouse>>;

const patienceMs = 60_000;

/** A database with the probe view in it, whose builders are processes that a test may do to what it likes. */
export const openProbeHouse = async () => {
  const database = await testDatabase();
  const owner = connect({ url: database.ownerUrl });
  await owner.query(probeTables());
  const worker = connect({ url: database.workerUrl, role: 'dealtrail_worker' });
  const api = connect({ url: database.apiUrl, role: 'dealtrail_api' });
  const log = openPostgresLog({ pool: owner });
  const scripts = await openScripts(new URL('../concurrency/processes/', import.meta.url));

  const builder = (changes: Partial<BuilderInput> = {}): Script =>
    scripts.run('builder', {
      ...{ url: database.workerUrl, leaseMs: 600, pageEventsMax: 20, storeEveryMs: 50 },
      ...changes,
    });
  const events = async (): Promise<readonly StoredEvent[]> => {
    const all: StoredEvent[] = [];
    for (;;) {
      const page = await log.readPage(ledgerId, { after: all.length, limit: 10_000 });
      all.push(...page);
      if (page.length < 10_000) return all;
    }
  };
  /** At once, each in its place behind the ones before. */
  const append = async (random: Random, count: number): Promise<void> => {
    await Promise.all(
      Array.from({ length: count }, () => {
        const type = random.oneOf(['Added', 'Added', 'Added', 'Undone', 'Skipped']);
        const event = probeEvent(`{"n":${String(random.integer(1, 9))}}`, type);
        const streamId = `stream-${String(random.integer(1, 40))}`;
        return recorded(log, probe(ledgerId, { streamId, expectedVersion: 'any', event }));
      }),
    );
  };
  /** In so many parts, however short the log is. */
  const request = async (parts: number): Promise<string> => {
    const { rows } = await api.query<{ job_id: string }>(
      'select views.request_build($1, $2, $3, false, 0, 1, $4) as job_id',
      [ledgerId, view.name, view.version, parts],
    );
    return rows[0]?.job_id ?? '';
  };
  const until = async (what: string, is: () => Promise<boolean>): Promise<void> => {
    const isSo = await waitForPosition({
      positionOf: async () => ((await is()) ? 1 : 0),
      ...{ wanted: 1, timeoutMs: patienceMs, pollMs: 10 },
    });
    if (!isSo) throw new Error(`not within ${String(patienceMs / 1_000)} s: ${what}`);
  };
  return {
    ...{ database, owner, worker, api, log, builder, events, append, request, until },
    /** Of that build, whose runner has come to the head. */
    differences: async (build: number) => differences(owner, view, build, await events(), ledgerId),
    close: async () => {
      await scripts.close();
      await log.close();
      for (const pool of [owner, worker, api]) await pool.end();
      await database.drop();
    },
  };
};
