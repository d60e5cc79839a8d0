import { runningEmbeddedPostgres } from '@dealtrail/infra/embedded-postgres';
import type { Settings } from '@dealtrail/infra/settings';
import { lockStart } from '@dealtrail/infra/start-lock';
import { makeStateFolder } from '@dealtrail/infra/state-folder';
import { embeddedDatabase, openEmbedded, openGiven } from './database.ts';

type Say = (line: string) => void;

const running = async (home: string): Promise<string | undefined> => {
  const adminUrl = await runningEmbeddedPostgres(home);
  if (adminUrl === undefined) return undefined;
  const url = new URL(adminUrl);
  url.pathname = `/${embeddedDatabase}`;
  return url.href;
};

/**
 * Runs work on the database as its owner: the server of DATABASE_URL, or the embedded one of the state folder, which
 * is started for the work alone when it does not run.
 */
export const withOwnerDatabase = async <T>(
  settings: Settings,
  say: Say,
  work: (ownerUrl: string) => Promise<T>,
): Promise<T> => {
  const { databaseUrl, home } = settings;
  if (databaseUrl !== undefined) return await work((await openGiven(databaseUrl, say)).ownerUrl);
  await makeStateFolder(home);
  const lock = await lockStart(home);
  if (!lock.held) {
    const url = await running(home);
    if (url !== undefined) return await work(url);
    throw new Error(`Dealtrail is starting or stopping (process ${String(lock.holder.pid)}). Try again in a moment.`);
  }
  try {
    const database = await openEmbedded(home, say);
    try {
      return await work(database.ownerUrl);
    } finally {
      await database.embedded?.stop();
    }
  } finally {
    await lock.release();
  }
};
