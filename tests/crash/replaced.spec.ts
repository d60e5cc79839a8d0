import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Append } from '@dealtrail/event-sourcing/log';
import { connect } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import type { Pool } from 'pg';
import { outcomeOf, probe, probeEvent, wholeLog } from '../contracts/probe.ts';
import { clusterVariable } from '../support/cluster.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { query } from './own-server.ts';

const ledgerId = 'main';
const streamId = 'probe-1';

const nameOf = (url: string): string => new URL(url).pathname.slice(1);

/** Another database under the first one's name: what a promoted standby or a copy put back is to a running process. */
const takePlace = async (of: TestDatabase, by: TestDatabase): Promise<void> => {
  const { adminUrl } = JSON.parse(process.env[clusterVariable] ?? '') as { adminUrl: string };
  const [old, fresh] = [nameOf(of.ownerUrl), nameOf(by.ownerUrl)];
  for (const name of [old, fresh]) {
    await query(adminUrl, `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1`, [
      name,
    ]);
  }
  await query(adminUrl, `alter database ${old} rename to ${old}_before`);
  await query(adminUrl, `alter database ${fresh} rename to ${old}`);
  await query(adminUrl, `alter database ${old}_before rename to ${fresh}`);
};

describe('A log that is replaced under a running process by one that lacks its newest events', () => {
  let before: TestDatabase;
  let after: TestDatabase;
  let pool: Pool;
  let log: PostgresLog;
  beforeEach(async () => {
    [before, after] = [await testDatabase(), await testDatabase()];
    pool = connect({ url: before.apiUrl, role: 'dealtrail_api' });
    log = openPostgresLog({ pool });
  });
  afterEach(async () => {
    await log.close();
    await pool.end();
    await before.drop();
    await after.drop();
  });

  const at = (expectedVersion: number, more: Partial<Append> = {}): Append =>
    probe(ledgerId, { streamId, expectedVersion, ...more });
  const appendElsewhere = async (database: TestDatabase, append: Append): Promise<void> => {
    const other = connect({ url: database.apiUrl });
    const otherLog = openPostgresLog({ pool: other });
    await otherLog.append(append);
    await otherLog.close();
    await other.end();
  };
  const ids = async (): Promise<readonly string[]> =>
    (await wholeLog(log, ledgerId)).map(({ commandId }) => commandId);

  test('says so to whoever decided on what was read before, writes nothing of it, and fails no neighbour', async () => {
    await log.append(at(0));
    const readIn = log.lineage();
    const theirs = at(0);
    await appendElsewhere(after, theirs);
    await takePlace(before, after);
    const neighbour = probe(ledgerId, { event: probeEvent() });
    const [stale, sound] = await Promise.all([
      // The stream is at version 1 again, with another event in it.
      log.append(at(1, { readIn })),
      log.append(neighbour),
    ]);
    expect(stale).toEqual({ result: 'replaced' });
    expect(outcomeOf(sound).version).toBe(1);
    expect(await ids()).toEqual([theirs.commandId, neighbour.commandId]);
    expect(log.lineage()).toBeGreaterThan(readIn);
    expect(outcomeOf(await log.append(at(1, { readIn: log.lineage() }))).version).toBe(2);
  });

  test('takes no batch that was decided on what was read before', async () => {
    await log.append(at(0));
    const readIn = log.lineage();
    await takePlace(before, after);
    expect(await log.appendTogether(ledgerId, [at(0, { readIn }), at(1, { readIn })])).toBeUndefined();
    expect(await ids()).toEqual([]);
  });

  test('is of the same lineage on every connection, and on a new one after the old were cut', async () => {
    await log.append(at(0));
    const readIn = log.lineage();
    await query(
      before.ownerUrl,
      `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()
      and datname = current_database()`,
    );
    expect(outcomeOf(await log.append(at(1, { readIn }))).version).toBe(2);
    expect(log.lineage()).toBe(readIn);
  });
});
