import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Settings } from '@dealtrail/infra/settings';
import { removeRun, writeRun } from '@dealtrail/infra/state-folder';
import { type AdminKey, ensureAdminKey } from './admin-key.ts';
import type { ChildSpec } from './child.ts';
import { choosePort } from './choose-port.ts';
import { type Database, openEmbedded, openGiven } from './database.ts';
import { urlOf } from './greeting.ts';
import { type Supervised, supervise } from './supervise.ts';

export type Standing = {
  readonly url: string;
  readonly home: string;
  readonly database: Database;
  readonly key: AdminKey;
  /** Resolves, with what to tell, when something ended that cannot be started again. */
  readonly broke: Promise<string>;
};

/** What has been started, so that it can be stopped in reverse order, also half-way through a start. */
export type Undo = (() => Promise<void>)[];

type Say = (line: string) => void;

const entryOf = (app: 'api' | 'worker'): string =>
  fileURLToPath(new URL(`../../../${app}/dist/main.js`, import.meta.url));

const specOf = (
  name: 'api' | 'worker',
  settings: Settings,
  databaseUrl: string,
  port: number,
): ChildSpec => ({
  name,
  entry: entryOf(name),
  logFile: join(settings.home, `${name}.log`),
  env: {
    ...process.env,
    DATABASE_URL: databaseUrl,
    DEALTRAIL_HOME: settings.home,
    HOST: settings.host,
    PORT: String(port),
    // The key is in the database by now; a process that serves the network need not hold it.
    DEALTRAIL_ADMIN_KEY: undefined,
  },
});

const openDatabase = async (settings: Settings, say: Say, undo: Undo): Promise<Database> => {
  const { databaseUrl, home } = settings;
  const database =
    databaseUrl === undefined ? await openEmbedded(home, say) : await openGiven(databaseUrl, say);
  undo.push(async () => database.embedded?.stop());
  return database;
};

type Children = { readonly api: Supervised; readonly worker: Supervised };

const startChildren = async (
  settings: Settings,
  database: Database,
  {
    port,
    say,
    abort,
    undo,
    changed,
  }: { port: number; say: Say; abort: AbortSignal; undo: Undo; changed: () => void },
): Promise<Children> => {
  const start = async (name: 'api' | 'worker', url: string): Promise<Supervised> => {
    const child = await supervise(specOf(name, settings, url, port), abort, say, changed);
    undo.push(child.stop);
    return child;
  };
  const [api, worker] = await Promise.allSettled([
    start('api', database.apiUrl),
    start('worker', database.workerUrl),
  ]);
  if (api.status === 'rejected') throw api.reason;
  if (worker.status === 'rejected') throw worker.reason;
  return { api: api.value, worker: worker.value };
};

const databaseGone = (database: Database): Promise<string> =>
  database.embedded === undefined
    ? new Promise(() => undefined)
    : database.embedded.exited.then(
        () => 'PostgreSQL ended unexpectedly. Its log: postgres.log in the state folder.',
      );

/**
 * Brings everything up: database, migrations, admin key, api and worker. The caller holds the start lock, and runs
 * `undo` backwards to stop, after a failure too. `abort` makes it give up half-way.
 */
export const start = async (
  settings: Settings,
  say: Say,
  abort: AbortSignal,
  undo: Undo,
): Promise<Standing> => {
  const port = await choosePort(settings, say);
  const database = await openDatabase(settings, say, undo);
  abort.throwIfAborted();
  const key = await ensureAdminKey(database.ownerUrl, settings.home, settings.adminKey);
  abort.throwIfAborted();
  const url = urlOf(settings.host, port);
  const startedAt = new Date().toISOString();
  const record = ({ api, worker }: Children): Promise<void> =>
    writeRun(settings.home, {
      url,
      database: database.embedded === undefined ? 'DATABASE_URL' : 'embedded',
      startedAt,
      pids: {
        start: process.pid,
        api: api.pid(),
        worker: worker.pid(),
        ...(database.embedded === undefined ? {} : { postgres: database.embedded.pid }),
      },
    });
  const children = await startChildren(settings, database, {
    ...{ port, say, abort, undo },
    changed: () => void record(children),
  });
  undo.push(() => removeRun(settings.home));
  await record(children);
  const broke = Promise.race([children.api.gaveUp, children.worker.gaveUp, databaseGone(database)]);
  return { url, home: settings.home, database, key, broke };
};

/** Last started, first stopped; api and worker side by side would be quicker, but each takes only milliseconds. */
export const stopAll = async (undo: Undo): Promise<void> => {
  for (const stop of undo.splice(0).reverse()) await stop();
};
