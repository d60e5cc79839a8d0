import type { Settings } from '@dealtrail/infra/settings';
import { lockStart } from '@dealtrail/infra/start-lock';
import { makeStateFolder, readRun } from '@dealtrail/infra/state-folder';

export type OwnerOptions = {
  readonly say: (line: string) => void;
  /** False: the database is taken as it is, for example to back it up before a new version changes it. */
  readonly migrate: boolean;
};

/**
 * Runs work on the database as its owner: the server of DATABASE_URL, or the embedded one of the state folder, which
 * is started for the work alone when it does not run.
 */
export const withOwnerDatabase = async <T>(
  { databaseUrl, home }: Settings,
  { say, migrate }: OwnerOptions,
  work: (ownerUrl: string) => Promise<T>,
): Promise<T> => {
  // Loaded here, so that a command that only asks the server starts in half the time.
  const { bringUpToDate, reachGiven, runningEmbedded, startEmbedded } = await import('./database.ts');
  const prepared = async (url: string): Promise<T> => {
    if (migrate) await bringUpToDate(url, say);
    return await work(url);
  };
  if (databaseUrl !== undefined) {
    await reachGiven(databaseUrl, say);
    return await prepared(databaseUrl);
  }
  await makeStateFolder(home);
  const lock = await lockStart(home);
  if (!lock.held) {
    const url = await runningEmbedded(home);
    if (url !== undefined) return await work(url);
    if ((await readRun(home))?.database === 'DATABASE_URL') {
      throw new Error('Dealtrail runs on DATABASE_URL here. Set DATABASE_URL for this command too.');
    }
    throw new Error(
      `Dealtrail is starting or stopping (process ${String(lock.holder.pid)}). Try again in a moment.`,
    );
  }
  try {
    const { server, ownerUrl } = await startEmbedded(home, say);
    return await prepared(ownerUrl).finally(server.stop);
  } finally {
    await lock.release();
  }
};
