import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect, kyselyOver } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import { checkpointsOf } from '@dealtrail/ledger/checkpoints';
import { startViewRunner } from '@dealtrail/ledger/view-runner';
import { waitForPosition } from '@dealtrail/ledger/wait-for-position';
import { dealCurrent } from '@dealtrail/views/deal-current/deal-view';
import { changedAtColumn } from '@dealtrail/views/index-query';
import type { Condition, IndexQuery } from '@dealtrail/views/index-query';
import { lookUpsMax } from '@dealtrail/views/newest-keys';
import { openReader } from '@dealtrail/views/reader';
import { replayReader } from '@dealtrail/views/replay-reader';
import { storedEvents } from '@dealtrail/views/specify-view';
import type { Past } from '@dealtrail/views/specify-view';
import type { Pool } from 'pg';
import { probe } from '../contracts/probe.ts';
import { randomFrom } from '../crash/random.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

const ledgerId = 'main';
/** More than are looked up one by one, so that positions long past are walked to. */
const deals = lookUpsMax + 100;
const events = 1_500;
const random = randomFrom(12);

const announced = (dealId: string): Past => ({
  type: 'DealAnnounced',
  streamId: dealId,
  data: { dealId, class: random.oneOf(['hosting', 'cloudServices']), title: 'A', parties: [] } as never,
});
const assessed = (dealId: string): Past => ({
  type: 'AssessmentRecorded',
  streamId: dealId,
  data: { dealId, kind: 'risk', summary: 'said again' } as never,
});
const past = storedEvents(
  Array.from({ length: events }, (_, nth) =>
    nth < deals
      ? announced(`deal_n-${String(nth)}`)
      : assessed(`deal_n-${String(Math.min(random.integer(0, deals - 1), random.integer(0, deals - 1)))}`),
  ),
);

const wheres: readonly (readonly Condition[])[] = [
  [],
  [{ column: 'classes', is: 'holds', value: 'hosting' }],
  [{ column: changedAtColumn, is: 'atLeast', value: 650, as: 'number' }],
  [
    { column: changedAtColumn, is: 'known' },
    { column: changedAtColumn, is: 'atMost', value: 1_000, as: 'number' },
  ],
];

describe('A list by last change', () => {
  let database: TestDatabase;
  let owner: Pool;
  let log: PostgresLog;
  beforeAll(async () => {
    database = await testDatabase();
    owner = connect({ url: database.ownerUrl });
    log = openPostgresLog({ pool: owner });
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
    const runner = startViewRunner({
      pool: owner,
      log,
      views: [dealCurrent],
      report: () => undefined,
    });
    await waitForPosition({
      positionOf: async () =>
        (await checkpointsOf(owner, ledgerId)).find(({ isServing }) => isServing)?.position ?? 0,
      ...{ wanted: events, timeoutMs: 60_000, pollMs: 20 },
    });
    await runner.stop();
  }, 90_000);
  afterAll(async () => {
    await log.close();
    await owner.end();
    await database.drop();
  });

  test('is what a replay says, at the head, just before it and long ago, page by page and both ways', async () => {
    const db = kyselyOver<unknown>(owner);
    for (const position of [events, events - 3, events - 200, deals + 40, deals - 50, 3]) {
      const basis = { ledgerId, position, effectiveAt: '2026-11-26' };
      const [rows, truth] = [openReader(db, log, basis), replayReader(past, basis)];
      for (const where of wheres)
        for (const direction of position < 10 ? (['desc', 'asc'] as const) : (['desc'] as const)) {
          let query: IndexQuery = {
            ...{ where, limit: 40 },
            order: { column: changedAtColumn, as: 'number', direction },
          };
          for (let page = 0; page < 2; page += 1) {
            const found = await rows.find(dealCurrent, query);
            expect(found).toEqual(await truth.find(dealCurrent, query));
            const last = found.at(-1);
            if (last === undefined) break;
            query = { ...query, after: last };
          }
        }
    }
  }, 60_000);
});
