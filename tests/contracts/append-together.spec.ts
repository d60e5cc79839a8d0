import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Append } from '@dealtrail/event-sourcing/log';
import { connect } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import type { Pool } from 'pg';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { ledgerMaker } from './new-ledger.ts';

let database: TestDatabase;
let ledgers: ReturnType<typeof ledgerMaker>;
let pool: Pool;
let log: PostgresLog;

beforeAll(async () => {
  database = await testDatabase();
  ledgers = ledgerMaker(database.ownerUrl);
  pool = connect({ url: database.apiUrl, role: 'dealtrail_api', connectionsMax: 3 });
  log = openPostgresLog({ pool });
});

afterAll(async () => {
  await log.close();
  await pool.end();
  await ledgers.close();
  await database.drop();
});

const append = (
  ledgerId: string,
  streamId: string,
  expectedVersion: number,
  more: Partial<Append> = {},
): Append => ({
  ...{ ledgerId, streamId, expectedVersion, commandId: randomUUID(), fingerprint: '0'.repeat(64) },
  event: { eventId: randomUUID(), type: 'Said', schemaVersion: 1, payload: '{}' },
  ...{ requires: [], reserves: [], releases: [], ...more },
});

const name = { scope: 'name', key: 'acme' };

describe('appends that are written together', () => {
  test('take positions in their order, each seeing those before it', async () => {
    const ledgerId = await ledgers.newLedger();
    const appends = [
      append(ledgerId, 'a', 0, { reserves: [name] }),
      append(ledgerId, 'b', 0, { requires: [{ kind: 'streamExists', streamId: 'a' }] }),
      append(ledgerId, 'a', 1, { releases: [name] }),
      append(ledgerId, 'c', 0, { reserves: [name] }),
      append(ledgerId, 'd', 0),
    ];
    const outcomes = await log.appendTogether(ledgerId, appends);
    expect(outcomes?.map(({ position, version }) => [position, version])).toEqual([
      ...[
        [1, 1],
        [2, 1],
        [3, 2],
        [4, 1],
        [5, 1],
      ],
    ]);
    expect(outcomes?.map(({ commandId }) => commandId)).toEqual(appends.map(({ commandId }) => commandId));
    const events = await log.readPage(ledgerId, { after: 0, limit: 10 });
    const times = events.map(({ recordedAt }) => recordedAt);
    expect(times).toEqual([...new Set(times)].sort());
    expect(await log.holders(ledgerId, [name])).toEqual(['c']);
  });

  test.each<[string, (ledgerId: string, first: Append) => Append]>([
    ['a stream that moved', (ledgerId) => append(ledgerId, 'there', 0)],
    ['a command that was seen', (ledgerId, { commandId }) => append(ledgerId, 'z', 0, { commandId })],
    ['a name that is taken', (ledgerId) => append(ledgerId, 'z', 0, { reserves: [name] })],
    [
      'a requirement that fails',
      (ledgerId) => append(ledgerId, 'z', 0, { requires: [{ kind: 'free', ...name }] }),
    ],
  ])('%s: none is written, and what follows is as if nothing had been asked', async (_what, bad) => {
    const ledgerId = await ledgers.newLedger();
    const first = append(ledgerId, 'there', 0, { reserves: [name] });
    await log.append(first);
    const together = [append(ledgerId, 'new', 0), bad(ledgerId, first), append(ledgerId, 'also', 0)];
    expect(await log.appendTogether(ledgerId, together)).toBeUndefined();
    expect(await log.readPage(ledgerId, { after: 0, limit: 10 })).toHaveLength(1);
    const outcome = await log.append(append(ledgerId, 'new', 0));
    expect(outcome).toMatchObject({ result: 'appended', outcome: { position: 2 } });
  });

  test('a value that the database cannot take throws, and neither it nor its neighbours are written', async () => {
    const ledgerId = await ledgers.newLedger();
    const event = { eventId: randomUUID(), type: 'Said', schemaVersion: 1, payload: 'not json' };
    const together = [append(ledgerId, 'a', 0), append(ledgerId, 'b', 0, { event })];
    await expect(log.appendTogether(ledgerId, together)).rejects.toThrow();
    expect(await log.head(ledgerId)).toEqual({ position: 0, recordedAt: null });
  });

  test('while others append, positions stay dense and those of a batch follow each other', async () => {
    const ledgerId = await ledgers.newLedger();
    const batch = (of: string) =>
      Array.from({ length: 20 }, (_, n) => append(ledgerId, `${of}-${String(n % 15)}`, n < 15 ? 0 : 1));
    const [one, other] = await Promise.all([
      log.appendTogether(ledgerId, batch('one')),
      log.appendTogether(ledgerId, batch('other')),
      ...Array.from({ length: 30 }, (_, n) => log.append(append(ledgerId, `single-${String(n)}`, 0))),
    ]);
    for (const outcomes of [one, other]) {
      const from = outcomes?.[0]?.position ?? 0;
      expect(outcomes?.map(({ position }) => position)).toEqual(
        Array.from({ length: 20 }, (_, n) => from + n),
      );
    }
    expect(await log.readPage(ledgerId, { after: 0, limit: 100 })).toHaveLength(70);
  });
});

test('the outcomes of many commands at once are those of one after the other', async () => {
  const ledgerId = await ledgers.newLedger();
  const appends = ['a', 'b', 'c'].map((stream) => append(ledgerId, stream, 0));
  await log.appendTogether(ledgerId, appends);
  const ids = appends.map(({ commandId }) => commandId);
  const found = await log.findCommands(ledgerId, [...ids, 'nobody']);
  expect(new Map(found.map((each) => [each.commandId, each]))).toEqual(
    new Map(await Promise.all(ids.map(async (id) => [id, await log.findCommand(ledgerId, id)] as const))),
  );
});
