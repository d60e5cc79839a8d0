import { randomBytes } from 'node:crypto';
import {
  type EmbeddedPostgres,
  runningEmbeddedPostgres,
  startEmbeddedPostgres,
} from '@dealtrail/infra/embedded-postgres';
import { type Logins, ensureLogins } from '@dealtrail/infra/logins';
import { workerOwnsJobs } from '@dealtrail/infra/jobs-schema';
import { migrate, pendingMigrations } from '@dealtrail/infra/migrate';
import { Client, DatabaseError, escapeIdentifier } from 'pg';

/** A migrated database and how its users reach it. */
export type Database = {
  readonly ownerUrl: string;
  readonly apiUrl: string;
  readonly workerUrl: string;
  /** For people: what and where it is, without a password. */
  readonly description: string;
  /** The embedded server; absent when DATABASE_URL names one. */
  readonly embedded?: EmbeddedPostgres;
};

const embeddedDatabase = 'dealtrail';

const createIfMissing = async (adminUrl: string): Promise<void> => {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query('select from pg_database where datname = $1', [embeddedDatabase]);
    if (found.rowCount === 0) await client.query(`create database ${escapeIdentifier(embeddedDatabase)}`);
  } finally {
    await client.end();
  }
};

/** The owner's URL of the embedded database, where its server runs. */
export const runningEmbedded = async (home: string): Promise<string | undefined> => {
  const adminUrl = await runningEmbeddedPostgres(home);
  if (adminUrl === undefined) return undefined;
  const url = new URL(adminUrl);
  url.pathname = `/${embeddedDatabase}`;
  return url.href;
};

/** Asked first, so that a login which may not migrate can use a database that is up to date. */
export const bringUpToDate = async (ownerUrl: string, say: (line: string) => void): Promise<void> => {
  if ((await pendingMigrations(ownerUrl)).length === 0 && (await workerOwnsJobs(ownerUrl))) return;
  const applied = await migrate(ownerUrl);
  if (applied.length > 0) say(`Database migrated: ${applied.join(', ')}.`);
};

const password = (): string => randomBytes(18).toString('base64url');

const sayStarted = (server: EmbeddedPostgres, say: (line: string) => void): void => {
  if (server.stoppedOrphan !== undefined) {
    say(
      `Stopped a PostgreSQL server (process ${String(server.stoppedOrphan)}) that an earlier start left behind.`,
    );
  }
  const as =
    server.runsAs === undefined ? '' : `, as user ${server.runsAs.name} because it refuses to run as root`;
  say(`PostgreSQL 18 (embedded) is up on 127.0.0.1:${String(server.port)}${as}.`);
};

/** We may end without stopping it (a bug, or a second Ctrl-C): then it is at least told to stop by itself. */
const interruptOnExit = (server: EmbeddedPostgres): void => {
  const interrupt = (): void => void process.kill(server.pid, 'SIGINT');
  process.once('exit', interrupt);
  void server.exited.then(() => process.removeListener('exit', interrupt));
};

export type Started = { readonly server: EmbeddedPostgres; readonly ownerUrl: string };

/** Starts the embedded server of a state folder and sees to it that its database is there, migrated or not. */
export const startEmbedded = async (home: string, say: (line: string) => void): Promise<Started> => {
  const server = await startEmbeddedPostgres({ home, durable: true });
  interruptOnExit(server);
  try {
    sayStarted(server, say);
    await createIfMissing(server.adminUrl);
    return { server, ownerUrl: server.urlOf(embeddedDatabase) };
  } catch (error) {
    await server.stop();
    throw error;
  }
};

/** The embedded server of a state folder with its database migrated, and a login each for api and worker. */
export const openEmbedded = async (home: string, say: (line: string) => void): Promise<Database> => {
  const { server, ownerUrl } = await startEmbedded(home, say);
  const logins: Logins = {
    api: { user: 'dealtrail_api_login', password: password() },
    worker: { user: 'dealtrail_worker_login', password: password() },
  };
  try {
    await bringUpToDate(ownerUrl, say);
    await ensureLogins(ownerUrl, logins);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    ownerUrl,
    apiUrl: server.urlOf(embeddedDatabase, logins.api),
    workerUrl: server.urlOf(embeddedDatabase, logins.worker),
    description: `PostgreSQL 18 on 127.0.0.1:${String(server.port)}, data in ${server.dataFolder}`,
    embedded: server,
  };
};

const connected = async (url: string): Promise<string> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const answer = await client.query<{ server_version: string }>('show server_version');
    return answer.rows[0]?.server_version.split(' ')[0] ?? '';
  } finally {
    await client.end().catch(() => undefined);
  }
};

const reasonOf = (error: unknown): string => {
  if (error instanceof DatabaseError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ECONNREFUSED'
    ? 'nothing listens there'
    : code === 'ENOTFOUND'
      ? 'there is no such host'
      : message;
};

/** Makes sure that DATABASE_URL can be used; answers with what and where it is. */
export const reachGiven = async (url: string, say: (line: string) => void): Promise<string> => {
  const { host, pathname } = new URL(url);
  const place = `${host}${pathname}`;
  const version = await connected(url).catch((error: unknown) => {
    throw new Error(`DATABASE_URL (${place}) cannot be used: ${reasonOf(error)}.`, { cause: error });
  });
  const description = `PostgreSQL ${version} at ${place}`;
  say(`DATABASE_URL is set: using ${description}, not the embedded server.`);
  return description;
};

/** The server that DATABASE_URL names. Api and worker use the same login and take on their narrower roles in it. */
export const openGiven = async (url: string, say: (line: string) => void): Promise<Database> => {
  const description = await reachGiven(url, say);
  await bringUpToDate(url, say);
  return { ownerUrl: url, apiUrl: url, workerUrl: url, description: `${description} (DATABASE_URL)` };
};
