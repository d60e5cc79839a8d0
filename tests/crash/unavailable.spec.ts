import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from '@dealtrail/ledger/connect';
import type { ConnectSettings } from '@dealtrail/ledger/connect';
import { LogUnavailable } from '@dealtrail/ledger/log-unavailable';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import { Client } from 'pg';
import { ledgerMaker } from '../contracts/new-ledger.ts';
import { outcomeOf, probe } from '../contracts/probe.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { query } from './own-server.ts';
import { openProxy } from './proxy.ts';
import type { Proxy } from './proxy.ts';

const name = 'unavailable-spec';

/** What a call comes to: 'no' or 'unknown' where the log was unavailable. Anything else it throws fails the test. */
const written = async (asked: Promise<unknown>): Promise<string> => {
  try {
    await asked;
    return 'answered';
  } catch (error) {
    if (error instanceof LogUnavailable) return error.written;
    throw error;
  }
};

describe('A caller who meets trouble hears what it means for his append, and the same log goes on after it', () => {
  let database: TestDatabase;
  let proxy: Proxy;
  let ledgerId: string;
  let ledgers: ReturnType<typeof ledgerMaker>;
  const open: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    database = await testDatabase();
    proxy = await openProxy(Number(new URL(database.apiUrl).port));
    ledgers = ledgerMaker(database.ownerUrl);
    ledgerId = await ledgers.newLedger();
  });
  afterEach(async () => {
    proxy.pass();
    for (const close of open.splice(0)) await close();
  });
  afterAll(async () => {
    await ledgers.close();
    await proxy.close();
    await database.drop();
  });

  const openLog = (settings: Partial<ConnectSettings> = {}): PostgresLog => {
    const url = new URL(database.apiUrl);
    url.port = String(proxy.port);
    const pool = connect({ url: url.href, role: 'dealtrail_api', applicationName: name, ...settings });
    const log = openPostgresLog({ pool });
    open.push(() => log.close().then(() => pool.end()));
    return log;
  };
  const append = (log: PostgresLog): Promise<unknown> => log.append(probe(ledgerId));
  const together = (log: PostgresLog): Promise<unknown> =>
    log.appendTogether(ledgerId, [probe(ledgerId), probe(ledgerId)]);
  const goesOn = async (log: PostgresLog): Promise<void> => {
    expect(outcomeOf(await log.append(probe(ledgerId))).version).toBe(1);
  };
  /** Holds the ledger's head row while the work is done. */
  const holdingHead = async (work: () => Promise<void>): Promise<void> => {
    const client = new Client({ connectionString: database.ownerUrl });
    await client.connect();
    await client.query('begin');
    await client.query('select from log.ledgers where ledger_id = $1 for update', [ledgerId]);
    await work().finally(() => client.end());
  };
  const untilWaiting = async (): Promise<void> => {
    const waiting = `select pid from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock'`;
    while ((await query(database.ownerUrl, waiting, [name])).length === 0);
  };

  test('nobody listens: nothing was written', async () => {
    const log = openLog();
    await proxy.close();
    const heard = await Promise.all([append(log), together(log), log.head(ledgerId)].map(written));
    await proxy.open();
    expect(heard).toEqual(['no', 'no', 'no']);
    await goesOn(log);
  });

  test('a new connection is not answered in time: nothing was written', async () => {
    const log = openLog({ connectMs: 200 });
    proxy.swallow();
    expect(await written(append(log))).toBe('no');
    proxy.pass();
    await goesOn(log);
  });

  test('no connection of the pool comes free in time: nothing was written', async () => {
    const log = openLog({ connectMs: 200, connectionsMax: 1, lockWaitMs: 2_000 });
    await holdingHead(async () => {
      const first = written(append(log));
      await untilWaiting();
      expect(await written(log.head(ledgerId))).toBe('no');
      expect(await written(together(log))).toBe('no');
      void first;
    });
    await goesOn(log);
  });

  test('the head row is not had in time: nothing was written', async () => {
    const log = openLog({ lockWaitMs: 150 });
    await holdingHead(async () => {
      expect(await Promise.all([append(log), together(log)].map(written))).toEqual(['no', 'no']);
    });
    await goesOn(log);
  });

  test('the statement is cancelled: nothing was written', async () => {
    const log = openLog();
    await holdingHead(async () => {
      const asked = written(append(log));
      await untilWaiting();
      await query(
        database.ownerUrl,
        `select pg_cancel_backend(pid) from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock'`,
        [name],
      );
      expect(await asked).toBe('no');
    });
    await goesOn(log);
  });

  test('the connection is terminated or cut: it is unknown what was written', async () => {
    const log = openLog();
    for (const end of ['terminate', 'cut'] as const) {
      await holdingHead(async () => {
        const asked = Promise.all([written(append(log)), written(together(log))]);
        await untilWaiting();
        if (end === 'cut') proxy.cutAll();
        else
          await query(
            database.ownerUrl,
            `select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1`,
            [name],
          );
        expect(await asked).toEqual(['unknown', 'unknown']);
      });
      await goesOn(log);
    }
  });

  test('no answer comes in time: it is unknown what was written, and the connection is given up', async () => {
    const log = openLog({ answerMs: 300 });
    await holdingHead(async () => {
      const asked = written(append(log));
      await untilWaiting();
      proxy.swallow();
      expect(await asked).toBe('unknown');
    });
    proxy.pass();
    await goesOn(log);
  });

  test('a read-only server, as a standby is: nothing was written, and it can be read', async () => {
    const log = openLog();
    const login = new URL(database.apiUrl).username;
    const inDatabase = `alter role ${login} in database ${new URL(database.ownerUrl).pathname.slice(1)}`;
    await query(database.ownerUrl, `${inDatabase} set default_transaction_read_only = on`);
    expect(await Promise.all([append(log), together(log)].map(written))).toEqual(['no', 'no']);
    expect(await written(log.head(ledgerId))).toBe('answered');
    await query(database.ownerUrl, `${inDatabase} reset default_transaction_read_only`);
    proxy.cutAll();
    await goesOn(log);
  });

  test('too many connections: nothing was written', async () => {
    const log = openLog();
    const limited = `alter database ${new URL(database.ownerUrl).pathname.slice(1)} connection limit`;
    await query(database.ownerUrl, `${limited} 0`);
    expect(await written(append(log))).toBe('no');
    await query(database.ownerUrl, `${limited} -1`);
    await goesOn(log);
  });

  test('what is no passing trouble is thrown as it is', async () => {
    const log = openLog();
    await expect(log.append(probe('no-such-ledger'))).rejects.not.toBeInstanceOf(LogUnavailable);
    await expect(log.head('no-such-ledger')).rejects.not.toBeInstanceOf(LogUnavailable);
  });
});
