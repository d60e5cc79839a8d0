import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startEmbeddedPostgres } from '@dealtrail/infra/embedded-postgres';
import type { EmbeddedPostgres } from '@dealtrail/infra/embedded-postgres';
import { ensureLogins } from '@dealtrail/infra/logins';
import { migrate } from '@dealtrail/infra/migrate';
import { Client } from 'pg';
import { startContestant } from './process/start-contestant.ts';
import type { Running } from './process/start-contestant.ts';
import { sample } from './sample.ts';

export type Database = {
  /** As the superuser. */
  readonly url: string;
  /** As the login that the api would use; only for a database of `dealtrail`. */
  readonly apiUrl: string;
};

/** Where a part sets up what it measures. */
export type Stage = {
  readonly adminUrl: string;
  /** Of the checkout. */
  readonly root: URL;
  /** A new and empty database; gone when the stage is cleared. */
  readonly database: (name: string) => Promise<Database>;
  /** The same with Dealtrail's schema in it. */
  readonly dealtrail: (name: string) => Promise<Database>;
  /** One of ours (`contestants/`, in TypeScript) or of the peers (`peers/`, which are not typed here). */
  readonly contestant: (
    module: string,
    url: string,
    settings?: Readonly<Record<string, string | number>>,
  ) => Promise<Running>;
  /** Something else to end with the contestants. */
  readonly atEnd: (stop: () => Promise<void>) => void;
  /** Ends the contestants and drops the databases; between two parts. */
  readonly clear: () => Promise<void>;
  /** Ends everything and leaves nothing on the disk. Again: waits for the same end. */
  readonly close: () => Promise<void>;
};

const login = { user: 'bench_api', password: 'bench' } as const;
const workerLogin = { user: 'bench_worker', password: 'bench' } as const;

/**
 * Beside durability, which is as PostgreSQL ships it: room for the connections of all contestants, and for the log
 * between two checkpoints, so that none falls into one contestant's run and not into another's.
 */
const settings = ["max_connections = '200'", "max_wal_size = '8GB'", "checkpoint_timeout = '30min'"];

/** Starts a PostgreSQL of its own below `folder`, on the disk that is to be measured. */
export const openStage = async (folder: string, bench: URL): Promise<Stage> => {
  await mkdir(folder, { recursive: true });
  const home = await mkdtemp(join(folder, 'server-'));
  const server = await serverWithSettings(home);
  const stops = new Set<() => Promise<void>>();
  const databases = new Set<string>();
  const database = async (name: string): Promise<Database> => {
    await execute(server.adminUrl, `create database ${name}`);
    databases.add(name);
    return { url: server.urlOf(name), apiUrl: server.urlOf(name, login) };
  };
  const clear = async (): Promise<void> => {
    await Promise.all([...stops].map((stop) => stop()));
    stops.clear();
    await execute(server.adminUrl, ...[...databases].map((name) => `drop database ${name} with (force)`));
    databases.clear();
  };
  const end = async (): Promise<void> => {
    await Promise.all([...stops].map((stop) => stop()));
    await server.stop();
    // For root the cluster may lie elsewhere, and be linked to.
    for (const gone of [dirname(server.dataFolder), home]) await rm(gone, { recursive: true, force: true });
  };
  let ended: Promise<void> | undefined;
  return {
    adminUrl: server.adminUrl,
    root: new URL('../../', bench),
    database,
    dealtrail: async (name) => {
      const made = await database(name);
      await migrate(made.url);
      await ensureLogins(made.url, { api: login, worker: workerLogin });
      return made;
    },
    contestant: async (module, url, own = {}) => {
      const at = module.endsWith('.mjs')
        ? new URL(`peers/${module}`, bench)
        : new URL(`contestants/${module}.js`, import.meta.url);
      const one = await startContestant(at, { url, sample, settings: own });
      stops.add(one.stop);
      return one;
    },
    atEnd: (stop) => stops.add(stop),
    clear,
    close: () => (ended ??= end()),
  };
};

const serverWithSettings = async (home: string): Promise<EmbeddedPostgres> => {
  const first = await startEmbeddedPostgres({ home, durable: true });
  await execute(first.adminUrl, ...settings.map((setting) => `alter system set ${setting}`));
  await first.stop();
  return await startEmbeddedPostgres({ home, durable: true });
};

export const execute = async (url: string, ...statements: readonly string[]): Promise<void> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
};
