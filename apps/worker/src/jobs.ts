import { createPostgresBackend, runMigrations, setDefaultBackendFactory } from 'bullmq';
import type { PgQueryable } from 'bullmq';
import type { Pool } from 'pg';

/** Made by our migrations and owned by the worker's role. */
export const jobsSchema = 'jobs';

/** Where BullMQ keeps its jobs. */
export type JobsConnection =
  { readonly kind: 'redis'; readonly url: string } | { readonly kind: 'postgres'; readonly url: string };

/** Options as @nestjs/bullmq passes them on. Call before the Nest application is made: it passes no backend of its own. */
export const chooseBackend = (connection: JobsConnection): object => {
  if (connection.kind === 'redis') return { url: connection.url, maxRetriesPerRequest: null };
  setDefaultBackendFactory(createPostgresBackend);
  return {
    connectionString: connection.url,
    schema: jobsSchema,
    options: '-c role=dealtrail_worker',
    max: 4,
  };
};

/** Brings BullMQ's tables up to date; several processes at once wait for each other. */
export const migrateJobs = async (pool: Pool): Promise<void> => {
  const client = await pool.connect();
  try {
    await runMigrations(withoutCreateSchema(client), jobsSchema);
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
};

/**
 * BullMQ asks for its schema "if not exists", for which PostgreSQL wants the right to make schemas even where it
 * exists. It does, and the worker has no such right.
 */
const withoutCreateSchema = (client: PgQueryable): PgQueryable => ({
  query: async (text, params) =>
    text.startsWith('CREATE SCHEMA IF NOT EXISTS') ? { rows: [] } : await client.query(text, params),
});
