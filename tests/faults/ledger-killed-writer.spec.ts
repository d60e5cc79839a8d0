import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import { Client } from 'pg';
import { openScripts } from '../concurrency/spawn-script.ts';
import type { Confirmed, WriterInput } from '../concurrency/processes/writer.ts';
import { ledgerMaker } from '../contracts/new-ledger.ts';
import { wholeLog } from '../contracts/probe.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

const writers = 16;
const appendsEach = 25;

/** The server finishes what a killed client had sent already: only then is it settled what was recorded. */
const settled = async ({ ownerUrl, apiUrl }: TestDatabase): Promise<void> => {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  const login = new URL(apiUrl).username;
  const left = async (): Promise<number | null> =>
    (
      await client.query(
        'select from pg_stat_activity where datname = current_database() and usename = $1 and pid <> pg_backend_pid()',
        [login],
      )
    ).rowCount;
  try {
    while ((await left()) !== 0) await sleep(20);
  } finally {
    await client.end();
  }
};

describe('A writing process that is killed in the middle of its appends', () => {
  let database: TestDatabase;
  let ledgers: ReturnType<typeof ledgerMaker>;
  let scripts: Awaited<ReturnType<typeof openScripts>>;
  beforeAll(async () => {
    database = await testDatabase();
    ledgers = ledgerMaker(database.ownerUrl);
    scripts = await openScripts();
  });
  afterAll(async () => {
    await scripts.close();
    await ledgers.close();
    await database.drop();
  });

  test.each([1, 60, 200])(
    'after %i confirmed appends leaves a dense log, and the same commands sent again are recorded once',
    async (killAfter) => {
      const ledgerId = await ledgers.newLedger();
      const input: WriterInput = {
        url: database.apiUrl,
        ledgerId,
        name: 'w',
        writers,
        appendsEach,
        streams: 5,
      };
      const killed = scripts.run('writer', input);
      await killed.printed(killAfter);
      killed.signal('SIGKILL');
      expect(await killed.ended).toBe('SIGKILL');
      await settled(database);

      const pool = connect({ url: database.apiUrl });
      const log = openPostgresLog({ pool });
      const before = await wholeLog(log, ledgerId);
      expect(before.length).toBeGreaterThanOrEqual(killAfter);
      expect(before.length).toBeLessThan(writers * appendsEach);

      const again = scripts.run('writer', input);
      expect(await again.ended).toBe(0);
      const after = await wholeLog(log, ledgerId);
      expect(after.slice(0, before.length)).toEqual(before);
      expect(after.map(({ position }) => position)).toEqual(
        Array.from({ length: writers * appendsEach }, (_, index) => index + 1),
      );
      const positions = new Map(after.map(({ commandId, position }) => [commandId, position]));
      expect(positions.size).toBe(after.length);
      const answers = [...killed.lines, ...again.lines] as readonly Confirmed[];
      expect(answers.every(({ commandId, position }) => positions.get(commandId) === position)).toBe(true);
      const replayed = (again.lines as readonly Confirmed[]).filter(({ result }) => result === 'replayed');
      expect(replayed).toHaveLength(before.length);
      await log.close();
      await pool.end();
    },
  );
});
