import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { Client } from 'pg';

/** One at a time, as the migrations themselves. */
const lockKey = 6_110_722_018;

const ofSomebodyElse = `select from pg_namespace where nspname = 'jobs' and nspowner <> 'dealtrail_worker'::regrole`;

/** False after a `pg_restore --no-owner`: the schema of the worker's jobs is then the restoring login's. Any login may ask. */
export const workerOwnsJobs = async (url: string): Promise<boolean> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(ofSomebodyElse)).rowCount === 0;
  } finally {
    await client.end();
  }
};

/**
 * Makes that schema anew where the worker, who keeps its tables by itself, does not own it. The jobs in it are not
 * missed: they are filled again from the rows of the builds.
 */
export const giveJobsToWorker = async (db: Kysely<never>): Promise<void> => {
  await sql
    .raw(
      `do $$ begin
         perform pg_advisory_xact_lock(${String(lockKey)});
         if exists (${ofSomebodyElse}) then
           drop schema jobs cascade;
           create schema jobs authorization dealtrail_worker;
         end if;
       end $$`,
    )
    .execute(db);
};
