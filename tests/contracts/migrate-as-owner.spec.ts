import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { restoreBackup } from '@dealtrail/cli/backup/restore-backup';
import { takeBackup } from '@dealtrail/cli/backup/take-backup';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@dealtrail/infra/embedded-postgres';
import { migrate } from '@dealtrail/infra/migrate';
import { connect } from '@dealtrail/ledger/connect';
import { reapAfterUs } from '../support/reaper.ts';

/** A server of its own: roles belong to the whole server, and on that of the test run a superuser has made them. */
describe('On a server that Dealtrail never saw', () => {
  let home: string;
  let server: EmbeddedPostgres;
  let tearDown: () => Promise<void>;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'dealtrail-owner-'));
    server = await startEmbeddedPostgres({ home, durable: false });
    tearDown = reapAfterUs(server.pid, [dirname(server.dataFolder), home]);
  }, 120_000);
  afterAll(() => tearDown());

  const asSuperuser = async (...statements: readonly string[]): Promise<void> => {
    const pool = connect({ url: server.adminUrl, connectionsMax: 1 });
    for (const statement of statements) await pool.query(statement);
    await pool.end();
  };

  /** A login that is no superuser, and the database that it owns. */
  const ownerOf = async (name: string, may: string): Promise<string> => {
    await asSuperuser(
      `create role ${name} login password 'secret' ${may}`,
      `create database ${name} owner ${name}`,
    );
    return server.urlOf(name, { user: name, password: 'secret' });
  };

  const actingAs = async (url: string, role: string): Promise<unknown> => {
    const pool = connect({ url, role, connectionsMax: 1 });
    try {
      return (await pool.query<{ name: string }>('select current_user as name')).rows[0]?.name;
    } finally {
      await pool.end();
    }
  };

  test('a login that may create no roles is told what a superuser must run', async () => {
    const url = await ownerOf('nobody_yet', '');
    await expect(migrate(url)).rejects.toThrow('must first run: alter role nobody_yet createrole');
    await asSuperuser('drop database nobody_yet', 'drop role nobody_yet');
  });

  test('its owner, no superuser but allowed to create roles, migrates, acts as both roles and restores', async () => {
    const url = await ownerOf('first_owner', 'createrole');
    await migrate(url);
    expect(await actingAs(url, 'dealtrail_api')).toBe('dealtrail_api');
    expect(await actingAs(url, 'dealtrail_worker')).toBe('dealtrail_worker');
    const file = join(home, 'backup');
    await takeBackup(url, createWriteStream(file));
    expect((await restoreBackup(url, createReadStream(file))).rows['log.events']).toBe(0);
  });

  test('the owner of a second database is told what a superuser must run first, and that is enough', async () => {
    const url = await ownerOf('second_owner', 'createrole');
    const [, statement = ''] = await migrate(url).then(
      () => [],
      (error: unknown) => /must first run: (.*)$/.exec(String(error)) ?? [],
    );
    expect(statement).toBe('grant dealtrail_api, dealtrail_worker to second_owner');
    await asSuperuser(statement);
    await migrate(url);
    expect(await actingAs(url, 'dealtrail_api')).toBe('dealtrail_api');
    expect(await actingAs(url, 'dealtrail_worker')).toBe('dealtrail_worker');
  });
});
