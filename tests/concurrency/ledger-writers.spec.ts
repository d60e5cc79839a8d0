import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { connect } from '@dealtrail/ledger/connect';
import { listenForAppends } from '@dealtrail/ledger/notifications';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import { waitForPosition } from '@dealtrail/ledger/wait-for-position';
import type { Pool } from 'pg';
import { ledgerMaker } from '../contracts/new-ledger.ts';
import { probe, wholeLog } from '../contracts/probe.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import type { Confirmed, WriterInput } from './processes/writer.ts';
import { openScripts } from './spawn-script.ts';

const processes = 3;
const writers = 8;
const appendsEach = 40;
const total = processes * writers * appendsEach;

describe('Many writers in several processes', () => {
  let database: TestDatabase;
  let ledgers: ReturnType<typeof ledgerMaker>;
  let scripts: Awaited<ReturnType<typeof openScripts>>;
  let pools: readonly Pool[];
  let logs: readonly PostgresLog[];
  beforeAll(async () => {
    database = await testDatabase();
    ledgers = ledgerMaker(database.ownerUrl);
    scripts = await openScripts();
    // Two logs with a pool each stand for two processes where a test needs to hold both in hand.
    pools = [1, 2].map(() => connect({ url: database.apiUrl, role: 'dealtrail_api' }));
    logs = pools.map((pool) => openPostgresLog({ pool }));
  });
  afterAll(async () => {
    await scripts.close();
    for (const log of logs) await log.close();
    for (const pool of pools) await pool.end();
    await ledgers.close();
    await database.drop();
  });
  const [first, second] = [() => logs[0] as PostgresLog, () => logs[1] as PostgresLog];

  /** Reads as a subscriber does: from where it stands, page by page, while others write. */
  const follow = async (ledgerId: string, upTo: number, limit: number): Promise<readonly StoredEvent[]> => {
    const seen: StoredEvent[] = [];
    while (seen.length < upTo) {
      const page = await first().readPage(ledgerId, { after: seen.at(-1)?.position ?? 0, limit });
      seen.push(...page);
      if (page.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return seen;
  };

  test('readers see every position once, in order, without a hole, and recordedAt rises strictly', async () => {
    const ledgerId = await ledgers.newLedger();
    const running = Array.from({ length: processes }, (_, index) =>
      scripts.run('writer', {
        url: database.apiUrl,
        ledgerId,
        name: `process-${String(index)}`,
        writers,
        appendsEach,
        streams: 12,
      } satisfies WriterInput),
    );
    const [quick, slow] = await Promise.all([follow(ledgerId, total, 7), follow(ledgerId, total, 500)]);
    expect(await Promise.all(running.map(({ ended }) => ended))).toEqual([0, 0, 0]);

    expect(quick.map(({ position }) => position)).toEqual(
      Array.from({ length: total }, (_, index) => index + 1),
    );
    expect(slow).toEqual(quick);
    expect(
      quick.every(
        ({ recordedAt }, index) => index === 0 || recordedAt > (quick[index - 1]?.recordedAt ?? ''),
      ),
    ).toBe(true);
    const confirmed = running.flatMap(({ lines }) => lines as readonly Confirmed[]);
    const recorded = new Map(quick.map(({ commandId, position }) => [commandId, position]));
    expect(confirmed).toHaveLength(total);
    expect(confirmed.every(({ commandId, position }) => recorded.get(commandId) === position)).toBe(true);
    for (const streamId of new Set(quick.map((event) => event.streamId))) {
      const versions = quick.filter((event) => event.streamId === streamId).map(({ version }) => version);
      expect(versions).toEqual(versions.map((_, index) => index + 1));
    }
  });

  test('names and command ids taken in opposite order neither deadlock nor pass twice', async () => {
    const ledgerId = await ledgers.newLedger();
    const names = Array.from({ length: 40 }, (_, index) => ({ scope: 'name', key: String(index) }));
    const ask = (log: PostgresLog, name: (typeof names)[number], other: (typeof names)[number]) =>
      log.append(probe(ledgerId, { reserves: [name, other] }));
    const pairs = names.map((name, index) => [name, names[(index + 1) % names.length] ?? name] as const);
    const results = await Promise.all(
      pairs.flatMap(([a, b]) => [
        ask(first(), a, b),
        ask(second(), b, a),
        ask(second(), a, b),
        ask(first(), b, a),
      ]),
    );
    const won = results.filter(({ result }) => result === 'appended').length;
    const holders = await first().holders(ledgerId, names);
    expect(results.filter(({ result }) => result === 'reserved')).toHaveLength(results.length - won);
    expect(holders.filter((holder) => holder !== undefined)).toHaveLength(won * 2);
    expect((await first().head(ledgerId)).position).toBe(won);
  });

  test('a command sent to two processes at once is recorded once and answered alike', async () => {
    const ledgerId = await ledgers.newLedger();
    const asked = Array.from({ length: 50 }, () => probe(ledgerId));
    const [a, b] = await Promise.all([
      Promise.all(asked.map((append) => first().append(append))),
      Promise.all(asked.toReversed().map((append) => second().append(append))),
    ]);
    const outcomes = (results: typeof a) => results.map((one) => ('outcome' in one ? one.outcome : one));
    expect(outcomes(b.toReversed())).toEqual(outcomes(a));
    expect(await wholeLog(first(), ledgerId)).toHaveLength(50);
  });

  test('an append in one process wakes who waits in another, at once', async () => {
    const ledgerId = await ledgers.newLedger();
    const notifications = await listenForAppends(pools[0] as Pool);
    const waiting = waitForPosition({
      positionOf: async () => (await first().head(ledgerId)).position,
      wanted: 1,
      timeoutMs: 10_000,
      pollMs: 10_000,
      notifications,
    });
    await second().append(probe(ledgerId));
    expect(await waiting).toBe(true);
    await notifications.close();
  });

  test('a wait is bounded', async () => {
    const ledgerId = await ledgers.newLedger();
    const positionOf = async () => (await first().head(ledgerId)).position;
    expect(await waitForPosition({ positionOf, wanted: 1, timeoutMs: 60, pollMs: 20 })).toBe(false);
  });
});
