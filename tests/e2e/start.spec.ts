import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import {
  type Dealtrail,
  dealtrail,
  isAlive,
  newHome,
  removeHome,
  runOf,
  started,
  stopped,
} from '../support/dealtrail.ts';
import { type TestDatabase, emptyDatabase } from '../support/database.ts';

const stopMsMax = 10_000;
const asRoot = process.getuid?.() === 0;

const statusOf = async (url: string, key: string): Promise<number> =>
  (await fetch(`${url}/v1/events`, { headers: { authorization: `Bearer ${key}` } })).status;

const keyIn = (text: string): string => /dt_[a-z0-9]+_[A-Za-z0-9]+/.exec(text)?.[0] ?? '';

const homes: string[] = [];
const home = async (): Promise<string> => {
  const folder = await newHome();
  homes.push(folder);
  return folder;
};

afterAll(async () => {
  for (const folder of homes) await removeHome(folder);
});

describe('a first start', () => {
  let folder = '';
  let first: Awaited<ReturnType<typeof started>>;
  const env = (): Record<string, string> => ({ HOME: folder, DEALTRAIL_HOME: folder });

  beforeAll(async () => {
    folder = await home();
    first = await started(folder);
  }, 90_000);

  test('says where everything is and what to try next', () => {
    for (const text of [first.run.url, '/docs', folder, 'Try next', 'npx dealtrail'])
      expect(first.output()).toContain(text);
  });

  test('prints an admin key that opens the api', async () => {
    expect(await statusOf(first.run.url, keyIn(first.output()))).toBe(200);
  });

  test('keeps what it writes from everybody else', async () => {
    const modes = await Promise.all(
      [
        '',
        'key',
        'run.json',
        'postgres-password',
        'postgres.log',
        'api.log',
        'worker.log',
        'cluster/data',
      ].map(async (name) => [name, ((await stat(join(folder, name))).mode & 0o777).toString(8)]),
    );
    // Root's server is another user, who must pass through the folder to its data; it cannot list it.
    const outer = asRoot ? '711' : '700';
    expect(Object.fromEntries(modes)).toEqual({
      ...{ '': outer, key: '600', 'run.json': '600', 'postgres-password': '600' },
      ...{ 'postgres.log': '600', 'api.log': '600', 'worker.log': '600', 'cluster/data': '700' },
    });
  });

  test('writes to the disk before it says that it has', async () => {
    const lines = await readFile(join(folder, 'cluster', 'data', 'postmaster.opts'), 'utf8');
    expect(lines).not.toContain('fsync');
    expect(lines).toContain('listen_addresses=127.0.0.1');
  });

  test('gives neither api nor worker a login that owns anything', async () => {
    const password = (await readFile(join(folder, 'postgres-password'), 'utf8')).trim();
    const port =
      (await readFile(join(folder, 'cluster', 'data', 'postmaster.pid'), 'utf8')).split('\n')[3] ?? '';
    const client = new Client({
      connectionString: `postgres://dealtrail:${password}@127.0.0.1:${port}/dealtrail`,
    });
    await client.connect();
    const found = await client.query<{ usename: string }>(
      `select distinct usename from pg_stat_activity where application_name like 'dealtrail%' and backend_type = 'client backend'`,
    );
    await client.end();
    const users = found.rows.map(({ usename }) => usename).sort();
    expect(users).toEqual(['dealtrail_api_login', 'dealtrail_worker_login']);
  });

  test('started again while it runs, says so with the address', async () => {
    const second = dealtrail(['start'], env());
    expect(await second.ended).toBe(0);
    expect(second.output()).toContain(`already running: ${first.run.url}`);
  });

  test('a lost admin key is replaced from the machine itself', async () => {
    const command = dealtrail(['keys', 'replace-admin'], env());
    expect(await command.ended).toBe(0);
    expect(await statusOf(first.run.url, keyIn(command.output()))).toBe(200);
  });

  test('a replaced key is said to be in force still, with the command that revokes it, which does', async () => {
    const lost = keyIn(first.output());
    const command = dealtrail(['keys', 'replace-admin'], env());
    expect(await command.ended).toBe(0);
    const revoke = `keys revoke ${lost.split('_')[1] ?? ''}`;
    expect(command.output()).toContain(`  dealtrail ${revoke}\n`);
    // The one of the test before, and never the new one.
    expect(command.output().match(/keys revoke/g)).toHaveLength(2);
    expect(await dealtrail(revoke.split(' '), env()).ended).toBe(0);
    expect(await statusOf(first.run.url, lost)).toBe(401);
    expect(await statusOf(first.run.url, keyIn(command.output()))).toBe(200);
  });

  test('stops everything within seconds on Ctrl-C, and keeps the data for the next start', async () => {
    const before = Date.now();
    expect(await stopped(first)).toBe(0);
    expect(Date.now() - before).toBeLessThan(stopMsMax);
    expect(Object.values(first.run.pids).filter(isAlive)).toEqual([]);
    await expect(runOf(folder)).rejects.toThrow();
    const again = await started(folder);
    expect(again.output()).toContain('as before');
    expect(await statusOf(again.run.url, await readFile(join(folder, 'key'), 'utf8').then(keyIn))).toBe(200);
    expect(await stopped(again)).toBe(0);
  }, 90_000);
});

describe('the environment', () => {
  test('every wrong setting is named with what it should be', async () => {
    const one = dealtrail(['start'], {
      DEALTRAIL_HOME: await home(),
      PORT: 'http',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'db',
    });
    expect(await one.ended).not.toBe(0);
    for (const text of ['PORT is "http"', 'a number from 0 to 65535', 'LOG_LEVEL is "loud"', 'postgres://']) {
      expect(one.output()).toContain(text);
    }
  });

  test('a port that was asked for and is taken is named', async () => {
    const holder = createServer().listen(0, '127.0.0.1').unref();
    await once(holder, 'listening');
    const address = holder.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const one = dealtrail(['start'], { DEALTRAIL_HOME: await home(), PORT: port });
    expect(await one.ended).not.toBe(0);
    expect(one.output()).toContain(`Port ${port} (PORT) is taken`);
    holder.close();
  });

  describe('with DATABASE_URL', () => {
    let database: TestDatabase;
    let one: Dealtrail | undefined;

    beforeAll(async () => {
      database = await emptyDatabase();
    });

    afterAll(async () => {
      if (one !== undefined) await stopped(one);
      await database.drop();
    });

    test('that server is migrated and used, and it says so', async () => {
      const folder = await home();
      const up = await started(folder, { DATABASE_URL: database.ownerUrl });
      one = up;
      expect(up.output()).toContain('DATABASE_URL is set: using PostgreSQL 18');
      expect(up.output()).not.toContain(new URL(database.ownerUrl).password);
      expect(up.run.pids.postgres).toBeUndefined();
      expect(await statusOf(up.run.url, keyIn(up.output()))).toBe(200);
    }, 90_000);

    test('a server that does not answer is named', async () => {
      const lost = dealtrail(['start'], {
        ...{ DEALTRAIL_HOME: await home(), PORT: '0' },
        DATABASE_URL: 'postgres://ann:secret@127.0.0.1:1/deals',
      });
      expect(await lost.ended).not.toBe(0);
      expect(lost.output()).toContain(
        'DATABASE_URL (127.0.0.1:1/deals) cannot be used: nothing listens there',
      );
      expect(lost.output()).not.toContain('secret');
    });
  });
});
