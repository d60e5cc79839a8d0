import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Requirement } from '@dealtrail/event-sourcing/log';
import { startEmbeddedPostgres } from '@dealtrail/infra/embedded-postgres';
import { migrate } from '@dealtrail/infra/migrate';
import { connect } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import type { Pool } from 'pg';

/**
 * Appends through the group commit against the floor of the same machine in the same minute: one-row inserts of the same
 * payload, a transaction each, from 32 connections, as pgbench would. A durable server, so every commit waits for the
 * disk. Prints one JSON document; the ratio travels between machines better than the rates do.
 */
const rounds = 3;
const secondsEach = 2;
const inFlight = 256;
const floorConnections = 32;
const payload = JSON.stringify({
  actor: 'bench',
  sources: [{ sourceId: 'source_bench' }],
  data: 'x'.repeat(700),
});
const fingerprint = createHash('sha256').update('bench').digest('hex');

/** How many times a second `work` is done by so many workers side by side. */
const rate = async (workers: number, work: (worker: number) => Promise<void>): Promise<number> => {
  const start = performance.now();
  let done = 0;
  const worker = async (_: unknown, index: number): Promise<void> => {
    while (performance.now() - start < secondsEach * 1_000) {
      await work(index);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return Math.round((done * 1_000) / (performance.now() - start));
};

const source = 'source_bench';

/** What an append requires that cites a source: it is there, and not retracted. */
const citing: readonly Requirement[] = [
  { kind: 'streamExists', streamId: source },
  { kind: 'free', scope: 'source.retracted', key: source },
];

const append = async (
  log: PostgresLog,
  streamId: string,
  requires: readonly Requirement[],
): Promise<void> => {
  const { result } = await log.append({
    ledgerId: 'main',
    streamId,
    expectedVersion: 0,
    commandId: randomUUID(),
    fingerprint,
    event: { eventId: randomUUID(), type: 'Bench', schemaVersion: 1, payload },
    requires,
    reserves: [],
    releases: [],
  });
  if (result !== 'appended') throw new Error(result);
};

const insert = async (pool: Pool): Promise<void> => {
  await pool.query({
    name: 'floor',
    text: 'insert into public.floor (payload) values ($1)',
    values: [payload],
  });
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const home = await mkdtemp(join(tmpdir(), 'dealtrail-bench-'));
const server = await startEmbeddedPostgres({ home, durable: true });
try {
  await migrate(server.adminUrl);
  const pool = connect({ url: server.adminUrl });
  const floorPool = connect({ url: server.adminUrl, connectionsMax: floorConnections });
  const log = openPostgresLog({ pool });
  await floorPool.query(
    'create table public.floor (id bigint generated always as identity primary key, payload json)',
  );
  await append(log, source, []);
  const rates = { floor: [] as number[], appends: [] as number[], citing: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    rates.floor.push(await rate(floorConnections, () => insert(floorPool)));
    rates.appends.push(await rate(inFlight, () => append(log, randomUUID(), [])));
    rates.citing.push(await rate(inFlight, () => append(log, randomUUID(), citing)));
  }
  await log.close();
  await Promise.all([pool.end(), floorPool.end()]);
  const [floor, appends, citingAppends] = [median(rates.floor), median(rates.appends), median(rates.citing)];
  const ratio = (one: number): number => Math.round((one / floor) * 100) / 100;
  console.log(
    JSON.stringify({
      oneRowInsertsPerSecond: floor,
      appendsPerSecond: appends,
      citingAppendsPerSecond: citingAppends,
      ratio: ratio(appends),
      citingRatio: ratio(citingAppends),
      rates,
    }),
  );
} finally {
  await server.stop();
  await rm(home, { recursive: true, force: true });
}
