import { readdir, readFile } from 'node:fs/promises';
import { Kysely, Migrator, PostgresDialect, sql } from 'kysely';
import type { Migration } from 'kysely';
import pg from 'pg';
import { giveJobsToWorker } from './jobs-schema.ts';

const folder = new URL('../migrations/', import.meta.url);

/** SQLSTATEs of a database that was never migrated: no schema, no table. */
const neverMigrated: readonly string[] = ['3F000', '42P01'];

/**
 * Brings the database up to date and returns the migrations that were applied now, oldest first. Safe to call at every
 * start and from several processes at once (a session lock: connect directly, not through a transaction pooler).
 * `ownerUrl`: a login that may create schemas and, on the first run in a cluster, roles.
 */
export const migrate = async (ownerUrl: string): Promise<readonly string[]> => {
  const db = new Kysely<never>({ dialect: new PostgresDialect({ pool: poolOf(ownerUrl) }) });
  try {
    const migrator = new Migrator({
      db,
      provider: { getMigrations: migrations },
      migrationTableSchema: 'migrations',
      migrationTableName: 'applied',
      migrationLockTableName: 'lock',
    });
    const { error, results = [] } = await migrator.migrateToLatest();
    if (error !== undefined) {
      const failed = results.find((result) => result.status === 'Error');
      throw new Error(
        `migration ${failed?.migrationName ?? '(before the first)'} failed: ${messageOf(error)}`,
        {
          cause: error,
        },
      );
    }
    await giveJobsToWorker(db);
    return results.map((result) => result.migrationName);
  } finally {
    await db.destroy();
  }
};

/** Names of the migrations that the database lacks, oldest first; any login that may connect can ask. */
export const pendingMigrations = async (url: string): Promise<readonly string[]> => {
  const pool = poolOf(url);
  try {
    const applied = await pool.query<{ name: string }>('select name from migrations.applied');
    const names = new Set(applied.rows.map((row) => row.name));
    return (await migrationNames()).filter((name) => !names.has(name));
  } catch (error) {
    if (error instanceof pg.DatabaseError && neverMigrated.includes(error.code ?? ''))
      return await migrationNames();
    throw error;
  } finally {
    await pool.end();
  }
};

const poolOf = (connectionString: string): pg.Pool => {
  const pool = new pg.Pool({ connectionString, max: 1 });
  // A connection that dies between two statements: the next statement says so.
  pool.on('error', () => undefined);
  return pool;
};

const migrationNames = async (): Promise<readonly string[]> =>
  (await readdir(folder))
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();

const migrations = async (): Promise<Record<string, Migration>> =>
  Object.fromEntries(
    await Promise.all(
      (await migrationNames()).map(async (name) => [
        name,
        migration(await readFile(new URL(`${name}.sql`, folder), 'utf8')),
      ]),
    ),
  ) as Record<string, Migration>;

/** Forward only: a migration that proves wrong is followed by another. */
const migration = (text: string): Migration => ({
  up: async (db) => {
    await sql.raw(text).execute(db);
  },
});

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
