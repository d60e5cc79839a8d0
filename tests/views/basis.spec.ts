import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { checkpointsOf } from '@dealtrail/ledger/checkpoints';
import { connect, kyselyOver } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import { startViewRunner } from '@dealtrail/ledger/view-runner';
import { waitForPosition } from '@dealtrail/ledger/wait-for-position';
import { partyAnswer } from '@dealtrail/views/parties/parties';
import { listParties } from '@dealtrail/views/parties/parties';
import { openReader, ViewBehind } from '@dealtrail/views/reader';
import type { Reader } from '@dealtrail/views/reader';
import { views } from '@dealtrail/views/registry';
import { replayReader } from '@dealtrail/views/replay-reader';
import { storedEvents } from '@dealtrail/views/specify-view';
import type { Past } from '@dealtrail/views/specify-view';
import type { Pool } from 'pg';
import { ledgerMaker } from '../contracts/new-ledger.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { everyAnswer } from './answers.ts';
import { histories } from './histories.ts';

/** Generated anew each run; the seed is printed with a failure, so that it can be put here and looked into. */
const seed = Math.floor(Math.random() * 2 ** 31);
const ledgersMax = 6;
const positionsPerLedger = 4;
const effectiveAt = '2026-01-15';

describe('an answer at a position', () => {
  let database: TestDatabase;
  let api: Pool;
  let worker: Pool;
  let log: PostgresLog;
  let ledgers: ReturnType<typeof ledgerMaker>;

  beforeAll(async () => {
    database = await testDatabase();
    api = connect({ url: database.apiUrl, role: 'dealtrail_api' });
    worker = connect({ url: database.workerUrl, role: 'dealtrail_worker' });
    log = openPostgresLog({ pool: api });
    ledgers = ledgerMaker(database.ownerUrl);
  });
  afterAll(async () => {
    await log.close();
    await ledgers.close();
    await Promise.all([api.end(), worker.end()]);
    await database.drop();
  });

  const append = async (ledgerId: string, pasts: readonly Past[], from = 0): Promise<void> => {
    for (const event of storedEvents(pasts).slice(from)) {
      const { eventId, type, schemaVersion, payload, streamId, version, commandId } = event;
      const fingerprint = createHash('sha256').update(payload).digest('hex');
      const { result } = await log.append({
        ...{ ledgerId, streamId, expectedVersion: version - 1, commandId, fingerprint },
        event: { eventId, type, schemaVersion, payload },
        ...{ requires: [], reserves: [], releases: [] },
      });
      expect(result).toBe('appended');
    }
  };

  /** Runs every view to the head of these ledgers, in small pages, and stops. */
  const catchUp = async (wanted: ReadonlyMap<string, number>): Promise<void> => {
    const failures: unknown[] = [];
    const runner = startViewRunner({
      ...{ pool: worker, log, views, pollMs: 20, leaseMs: 5_000, pageEventsMax: 7 },
      report: (report) => failures.push(report),
    });
    for (const [ledgerId, position] of wanted)
      await waitForPosition({
        positionOf: async () => {
          const reached = (await checkpointsOf(worker, ledgerId)).filter(({ isServing }) => isServing);
          return reached.length < views.length ? 0 : Math.min(...reached.map((each) => each.position));
        },
        ...{ wanted: position, timeoutMs: 20_000, pollMs: 20 },
      });
    await runner.stop();
    expect(failures).toEqual([]);
  };

  const fromRows = (ledgerId: string, position: number): Reader =>
    openReader(kyselyOver(api), log, { ledgerId, position, effectiveAt });

  const eventsOf = (ledgerId: string): Promise<readonly StoredEvent[]> =>
    log.readPage(ledgerId, { after: 0, limit: 1_000 });

  test('is the same bytes from rows as folded from the log, whatever was appended later', async () => {
    const all = fc.sample(histories(45), { numRuns: ledgersMax, seed });
    const heads = new Map<string, number>();
    for (const pasts of all) {
      const ledgerId = await ledgers.newLedger();
      await append(ledgerId, pasts);
      heads.set(ledgerId, pasts.length);
    }
    await catchUp(heads);
    for (const [ledgerId, head] of heads) {
      const events = await eventsOf(ledgerId);
      for (let step = 0; step < positionsPerLedger; step++) {
        const position = head - Math.floor((step * head) / positionsPerLedger);
        const folded = await everyAnswer(replayReader(events, { ledgerId, position, effectiveAt }));
        const asked = await everyAnswer(fromRows(ledgerId, position));
        expect({ seed, position, answers: asked }).toEqual({ seed, position, answers: folded });
      }
    }
  }, 120_000);

  test('is exact while the views are behind, and a list says that it has to wait', async () => {
    const named = (type: 'PartyRenamed', newName: string): Past => ({
      ...{ type, streamId: 'party_acme' },
      data: { partyId: 'party_acme', newName, effectiveOn: '2026-01-01' },
    });
    const pasts: readonly Past[] = [
      { type: 'PartyRegistered', streamId: 'party_acme', data: { partyId: 'party_acme', legalName: 'Acme' } },
      named('PartyRenamed', 'Acme Compute'),
      named('PartyRenamed', 'Acme AI'),
    ];
    const ledgerId = await ledgers.newLedger();
    await append(ledgerId, pasts.slice(0, 2));
    await catchUp(new Map([[ledgerId, 2]]));
    await append(ledgerId, pasts, 2);
    const nameAt = async (position: number) =>
      (await partyAnswer(fromRows(ledgerId, position), 'party_acme'))?.name;
    expect([await nameAt(1), await nameAt(2), await nameAt(3)]).toEqual(['Acme', 'Acme Compute', 'Acme AI']);
    await expect(listParties(fromRows(ledgerId, 3), {}, { limit: 1 })).rejects.toThrow(ViewBehind);
    await catchUp(new Map([[ledgerId, 3]]));
    const { items } = await listParties(fromRows(ledgerId, 3), { name: 'acme c' }, { limit: 1 });
    expect(items.map(({ name }) => name)).toEqual(['Acme AI']);
  });
});
