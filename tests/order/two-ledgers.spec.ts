import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import { Client } from 'pg';
import type { Pool } from 'pg';
import { ledgerMaker } from '../contracts/new-ledger.ts';
import { probe } from '../contracts/probe.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

const appends = 200;

describe('Two ledgers', () => {
  let database: TestDatabase;
  let ledgers: ReturnType<typeof ledgerMaker>;
  let pool: Pool;
  let log: PostgresLog;
  let byHand: Client;
  beforeAll(async () => {
    database = await testDatabase();
    ledgers = ledgerMaker(database.ownerUrl);
    pool = connect({ url: database.apiUrl, role: 'dealtrail_api' });
    log = openPostgresLog({ pool });
    byHand = new Client({ connectionString: database.ownerUrl });
    await byHand.connect();
  });
  afterAll(async () => {
    await log.close();
    await pool.end();
    await byHand.end();
    await ledgers.close();
    await database.drop();
  });

  /** The head row of a ledger is locked, as by a transaction that appends and does not end, while `meanwhile` goes on. */
  const whileHeld = async (ledgerId: string, meanwhile: () => Promise<void>): Promise<void> => {
    await byHand.query('begin');
    await byHand.query('select from log.ledgers where ledger_id = $1 for update', [ledgerId]);
    try {
      await meanwhile();
    } finally {
      await byHand.query('rollback');
    }
  };

  test('do not wait for each other: while appends to one are held up, appends to the other go through', async () => {
    const [held, free] = [await ledgers.newLedger(), await ledgers.newLedger()];
    let done = 0;
    const waiting: Promise<unknown>[] = [];
    await whileHeld(held, async () => {
      for (let count = 0; count < appends; count += 1)
        waiting.push(
          log.append(probe(held)).then(() => {
            done += 1;
          }),
        );
      waiting.push(log.appendTogether(held, [probe(held), probe(held)]).then(() => (done += 2)));
      for (let round = 0; round < 3; round += 1)
        await Promise.all(Array.from({ length: appends / 2 }, () => log.append(probe(free))));
      await log.appendTogether(free, [probe(free), probe(free)]);
      expect(done).toBe(0);
      expect((await log.head(free)).position).toBe(3 * (appends / 2) + 2);
    });
    await Promise.all(waiting);
    expect(done).toBe(appends + 2);
    expect((await log.head(held)).position).toBe(appends + 2);
  });

  test('a ledger that is held up is read all the same', async () => {
    const held = await ledgers.newLedger();
    await log.append(probe(held));
    await whileHeld(held, async () => {
      const waiting = log.append(probe(held));
      expect(await log.readPage(held, { after: 0, limit: 10 })).toHaveLength(1);
      expect((await log.head(held)).position).toBe(1);
      await byHand.query('rollback');
      await waiting;
    });
    expect((await log.head(held)).position).toBe(2);
  });
});
