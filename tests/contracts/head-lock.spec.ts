import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import type { Pool } from 'pg';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { probe, recorded } from './probe.ts';

const ledgerId = 'main';
const heldMs = 300;

describe('How long a group waited for the head row is told', () => {
  let database: TestDatabase;
  let owner: Pool;
  let pool: Pool;
  let log: PostgresLog;
  const waits: number[] = [];
  beforeAll(async () => {
    database = await testDatabase();
    owner = connect({ url: database.ownerUrl });
    pool = connect({ url: database.apiUrl, role: 'dealtrail_api' });
    log = openPostgresLog({ pool, observe: ({ headLockMs }) => waits.push(headLockMs) });
  });
  afterAll(async () => {
    await log.close();
    await pool.end();
    await owner.end();
    await database.drop();
  });

  /** While another transaction has the row. */
  const behind = async (work: () => Promise<unknown>): Promise<number | undefined> => {
    const holder = await owner.connect();
    await holder.query('begin');
    await holder.query('select from log.ledgers where ledger_id = $1 for update', [ledgerId]);
    const working = work();
    await sleep(heldMs);
    await holder.query('commit');
    holder.release();
    await working;
    return waits.at(-1);
  };

  test('where all of it is news, and where it is judged', async () => {
    const first = probe(ledgerId);
    expect(await behind(() => recorded(log, first))).toBeGreaterThan(heldMs / 2);
    const late = probe(ledgerId, { streamId: first.streamId });
    const judged = async () => {
      expect(await log.append(late)).toMatchObject({ result: 'versionConflict', version: 1 });
    };
    expect(await behind(judged)).toBeGreaterThan(heldMs / 2);
  });
});
