import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { connect } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import type { Pool } from 'pg';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { ledgerMaker } from './new-ledger.ts';
import { probe, recorded, wholeLog } from './probe.ts';

describe('PostgreSQL guards the log', () => {
  let database: TestDatabase;
  let ledgers: ReturnType<typeof ledgerMaker>;
  let [owner, api, worker]: Pool[] = [];
  let log: PostgresLog;
  let ledgerId: string;
  const pool = (one: Pool | undefined): Pool => {
    if (one === undefined) throw new Error('not connected');
    return one;
  };
  beforeAll(async () => {
    database = await testDatabase();
    ledgers = ledgerMaker(database.ownerUrl);
    owner = connect({ url: database.ownerUrl, connectionsMax: 2 });
    api = connect({ url: database.apiUrl, role: 'dealtrail_api' });
    worker = connect({ url: database.workerUrl, role: 'dealtrail_worker', connectionsMax: 2 });
    log = openPostgresLog({ pool: api });
  });
  beforeEach(async () => {
    ledgerId = await ledgers.newLedger();
    await recorded(log, probe(ledgerId, { streamId: 'a' }), probe(ledgerId), probe(ledgerId));
  });
  afterAll(async () => {
    await log.close();
    for (const one of [owner, api, worker]) await one?.end();
    await ledgers.close();
    await database.drop();
  });

  const changes = ['events', 'quiet_commands'].flatMap((table) => [
    `update log.${table} set position = position`,
    `update log.${table} set position = 9 where false`,
    `delete from log.${table}`,
    `truncate log.${table}`,
  ]);

  test('the owner of the tables cannot change or remove what was recorded', async () => {
    for (const change of changes) {
      await expect(pool(owner).query(change)).rejects.toThrow(
        /append-only: (update|delete|truncate) is refused/,
      );
    }
  });

  test('nor can a superuser by playing the replica', async () => {
    const client = await pool(owner).connect();
    await client.query('set session_replication_role = replica');
    await expect(client.query('delete from log.events')).rejects.toThrow('append-only');
    client.release(true);
  });

  test('the roles of the API and the worker have no right to try, nor to write past the append function', async () => {
    const writes = [
      ...changes,
      'update log.ledgers set position = 0',
      `insert into log.events select * from log.events`,
      `insert into log.reservations select * from log.reservations`,
      'delete from log.reservations',
      `insert into log.ledgers (ledger_id) values ('own')`,
    ];
    for (const write of writes) {
      await expect(pool(api).query(write)).rejects.toThrow('permission denied');
      await expect(pool(worker).query(write)).rejects.toThrow('permission denied');
    }
  });

  test('the worker reads the log and cannot append; it sees no API key', async () => {
    const readOnly = openPostgresLog({ pool: pool(worker) });
    expect(await wholeLog(readOnly, ledgerId)).toHaveLength(3);
    await expect(readOnly.append(probe(ledgerId))).rejects.toThrow('permission denied');
    await expect(pool(worker).query('select * from access.api_keys')).rejects.toThrow('permission denied');
    await readOnly.close();
  });

  test('the API makes and revokes keys, and rewrites and forgets none', async () => {
    await pool(api).query(
      `insert into access.api_keys (id, ledger_id, secret_sha256, role, principal) values ('abcd1234', $1, sha256('x'), 'reader', 'ann')`,
      [ledgerId],
    );
    await pool(api).query('update access.api_keys set revoked_at = now()');
    await expect(pool(api).query(`update access.api_keys set role = 'admin'`)).rejects.toThrow(
      'permission denied',
    );
    await expect(pool(api).query('delete from access.api_keys')).rejects.toThrow('permission denied');
  });

  describe('damage', () => {
    const byForce = async (statement: string) => {
      await pool(owner).query('alter table log.events disable trigger events_are_immutable');
      await pool(owner).query(statement, [ledgerId]);
      await pool(owner).query('alter table log.events enable always trigger events_are_immutable');
    };

    test('a hole in the middle throws and is named', async () => {
      await byForce('delete from log.events where ledger_id = $1 and position = 2');
      await expect(wholeLog(log, ledgerId)).rejects.toThrow(/has no position 2/);
      expect(await log.readPage(ledgerId, { after: 0, upTo: 1, limit: 9 })).toHaveLength(1);
    });

    test('a tail that is cut off shows against the head', async () => {
      await byForce('delete from log.events where ledger_id = $1 and position = 3');
      await expect(log.readPage(ledgerId, { after: 2, limit: 9 })).rejects.toThrow(
        /has no position 3, its head is 3/,
      );
    });
  });

  describe('an append in flight', () => {
    /** Takes a position and its time, and does not commit before it is told. */
    const inFlight = async () => {
      const client = await pool(owner).connect();
      await client.query('begin');
      const { rows } = await client.query<{ position: number; recorded_at: string }>(
        `select * from log.append($1, false, false, array[row('late', 1, 1, 0, 'late', sha256('late'),
           gen_random_uuid(), 'Late', 1, '{}')::log.asked], '{}')`,
        [ledgerId],
      );
      return {
        recordedAt: rows[0]?.recorded_at ?? '',
        finish: async (how: 'commit' | 'rollback') => {
          await client.query(how);
          client.release();
        },
      };
    };
    const isPending = async (answer: Promise<unknown>): Promise<boolean> => {
      const later = new Promise((resolve) => setTimeout(resolve, 150, 'later'));
      return (await Promise.race([answer, later])) === 'later';
    };

    test('is waited for by an instant after the head, and counted once it commits', async () => {
      const append = await inFlight();
      const answer = log.positionAt(ledgerId, append.recordedAt);
      expect(await isPending(answer)).toBe(true);
      await append.finish('commit');
      expect(await answer).toBe(4);
    });

    test('that is rolled back leaves no position behind', async () => {
      const append = await inFlight();
      const answer = log.positionAt(ledgerId, append.recordedAt);
      await append.finish('rollback');
      expect(await answer).toBe(3);
      expect(await recorded(log, probe(ledgerId))).toMatchObject([{ position: 4 }]);
    });

    test('holds up no reader and no other ledger', async () => {
      const append = await inFlight();
      const { recordedAt } = await log.head(ledgerId);
      expect(await wholeLog(log, ledgerId)).toHaveLength(3);
      expect(await log.positionAt(ledgerId, recordedAt ?? '')).toBe(3);
      expect(await recorded(log, probe(await ledgers.newLedger()))).toMatchObject([{ position: 1 }]);
      await append.finish('rollback');
    });
  });
});
