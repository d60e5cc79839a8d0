import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { workerOwnsJobs } from '@dealtrail/infra/jobs-schema';
import { migrate, pendingMigrations } from '@dealtrail/infra/migrate';
import { connect } from '@dealtrail/ledger/connect';
import { emptyDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

describe('Migrating', () => {
  let database: TestDatabase;
  let all: readonly string[];
  beforeEach(async () => {
    database = await emptyDatabase();
    const files = await readdir(new URL('../../infra/migrations/', import.meta.url));
    all = files.map((file) => file.replace('.sql', '')).sort();
  });
  afterEach(() => database.drop());

  test('an empty database lacks everything; migrated, nothing; migrating again does nothing', async () => {
    expect(await pendingMigrations(database.ownerUrl)).toEqual(all);
    expect(await migrate(database.ownerUrl)).toEqual(all);
    expect(await pendingMigrations(database.ownerUrl)).toEqual([]);
    expect(await migrate(database.ownerUrl)).toEqual([]);
  });

  test('from several processes at once each migration is applied once', async () => {
    const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(database.ownerUrl)));
    expect(applied.flat().sort()).toEqual(all);
  });

  test('the logins of the API and the worker may ask what is missing', async () => {
    await migrate(database.ownerUrl);
    expect(await pendingMigrations(database.apiUrl)).toEqual([]);
    expect(await pendingMigrations(database.workerUrl)).toEqual([]);
  });

  test('after a restore without owners the worker owns its jobs again', async () => {
    await migrate(database.ownerUrl);
    const owner = connect({ url: database.ownerUrl, connectionsMax: 1 });
    await owner.query('alter schema jobs owner to current_user; create table jobs.restored ()');
    expect(await workerOwnsJobs(database.apiUrl)).toBe(false);
    await migrate(database.ownerUrl);
    const jobs = await owner.query(
      `select nspowner::regrole::text as owner, to_regclass('jobs.restored') as restored
       from pg_namespace where nspname = 'jobs'`,
    );
    await owner.end();
    expect(await workerOwnsJobs(database.apiUrl)).toBe(true);
    expect(jobs.rows).toEqual([{ owner: 'dealtrail_worker', restored: null }]);
  });

  test('what fails is named with its migration, and nothing of it is left behind', async () => {
    const owner = connect({ url: database.ownerUrl, connectionsMax: 1 });
    await owner.query('create schema log');
    await expect(migrate(database.ownerUrl)).rejects.toThrow(
      /migration 0001_log failed: .*"log" already exists/,
    );
    expect(await pendingMigrations(database.ownerUrl)).toEqual(all);
    await owner.end();
  });
});
