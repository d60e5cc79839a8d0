import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ledgerEpochs } from '@dealtrail/infra/new-epoch';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { dealtrail } from './cli-harness.ts';

describe('ledgers', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(async () => {
    await database.drop();
  });
  const ledgers = (...args: readonly string[]) =>
    dealtrail(['ledgers', ...args], { env: { DATABASE_URL: database.ownerUrl } });
  const epochNow = async (): Promise<string> => (await ledgerEpochs(database.ownerUrl))[0]?.epoch ?? '';

  test('list shows each with its position and epoch', async () => {
    expect(await ledgers('list')).toMatchObject({
      code: 0,
      stdout: `main  position 0  epoch ${await epochNow()}\n`,
    });
  });

  test('new-epoch gives one, and says what that means', async () => {
    const before = await epochNow();
    const { code, stdout, stderr } = await ledgers('new-epoch', 'main');
    const after = await epochNow();
    expect([code, stdout]).toEqual([0, `main  position 0  epoch ${after}\n`]);
    expect(stderr).toContain('MUST_REFETCH');
    expect(after).not.toBe(before);
  });

  test('new-epoch of a ledger that is not there is refused', async () => {
    const before = await epochNow();
    expect(await ledgers('new-epoch', 'mian')).toMatchObject({ code: 3, stdout: '' });
    expect(await epochNow()).toBe(before);
  });
});
