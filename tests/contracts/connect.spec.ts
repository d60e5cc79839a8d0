import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect, kyselyOver, rfc3339 } from '@dealtrail/ledger/connect';
import { ledgersOf, standingOf } from '@dealtrail/ledger/ledgers';
import type { Pool } from 'pg';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

describe('A connection', () => {
  let database: TestDatabase;
  let pool: Pool;
  beforeAll(async () => {
    database = await testDatabase();
    pool = connect({ url: database.apiUrl, role: 'dealtrail_api', applicationName: 'spec' });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  const one = async (expression: string): Promise<unknown> => {
    const { rows } = await pool.query<{ value: unknown }>(`select ${expression} as value`);
    return rows[0]?.value;
  };

  test('reads int8 as a number and throws for one that a double cannot hold', async () => {
    expect(await one('9007199254740991::bigint')).toBe(Number.MAX_SAFE_INTEGER);
    await expect(one('9007199254740993::bigint')).rejects.toThrow('9007199254740993');
  });

  test('reads json as the text that is stored, and numeric as text', async () => {
    expect(await one(`'{ "a":1.0 }'::json`)).toBe('{ "a":1.0 }');
    expect(await one('1.10::numeric(28,8)')).toBe('1.10000000');
  });

  test('reads times as RFC 3339 UTC with six digits, whatever the zone of the machine', async () => {
    expect(await one(`'2026-03-02 23:05:00.1+02'::timestamptz`)).toBe('2026-03-02T21:05:00.100000Z');
    expect(await one(`'2026-03-02 21:05:00Z'::timestamptz`)).toBe('2026-03-02T21:05:00.000000Z');
    expect(() => rfc3339('2026-03-02 21:05:00')).toThrow('not a time in UTC');
  });

  test('acts as its role and carries its name', async () => {
    expect([await one('current_user'), await one(`current_setting('application_name')`)]).toEqual([
      'dealtrail_api',
      'spec',
    ]);
  });

  test('serves Kysely as well', async () => {
    const query = kyselyOver<object>(pool).selectNoFrom((eb) =>
      eb.cast<number>(eb.val('7'), 'bigint').as('value'),
    );
    expect(await query.execute()).toEqual([{ value: 7 }]);
  });

  test('the first ledger is there, with an epoch of its own', async () => {
    const [main] = await ledgersOf(pool);
    expect(main?.ledgerId).toBe('main');
    expect(await standingOf(pool, 'main')).toEqual({ epoch: main?.epoch, position: 0, recordedAt: null });
    await expect(standingOf(pool, 'no-such-ledger')).rejects.toThrow('no-such-ledger');
  });
});
