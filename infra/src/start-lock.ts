import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProcessMark, isRunning, markOf } from './process-mark.ts';

/** Either ours, with the way to give it back, or held by a process that runs. */
export type StartLock =
  | { readonly held: true; readonly release: () => Promise<void> }
  | { readonly held: false; readonly holder: ProcessMark };

const attemptsMax = 20;

const readMark = async (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch(() => undefined);

/** By rename, and looked at again: of two that find the same dead lock, only one removes it, and never a fresh one. */
const removeDead = async (path: string, seen: string): Promise<void> => {
  const grave = `${path}.${randomUUID()}`;
  await rename(path, grave).catch(() => undefined);
  const found = await readMark(grave);
  if (found !== undefined && found !== seen) await link(grave, path).catch(() => undefined);
  await rm(grave, { force: true });
};

const tryLock = async (path: string, draft: string): Promise<ProcessMark | 'ours' | 'again'> => {
  try {
    await link(draft, path);
    return 'ours';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const seen = await readMark(path);
  if (seen === undefined) return 'again';
  const holder = JSON.parse(seen) as ProcessMark;
  if (isRunning(holder)) return holder;
  await removeDead(path, seen);
  return 'again';
};

/**
 * One start per state folder. A lock outlives its holder's kill -9 as a file only: whoever comes next sees that the
 * process is gone (the same id started later is another process) and takes it.
 */
export const lockStart = async (home: string): Promise<StartLock> => {
  const path = join(home, 'start.lock');
  const draft = `${path}.${randomUUID()}`;
  const mine = JSON.stringify(markOf(process.pid));
  await writeFile(draft, mine, { mode: 0o600 });
  try {
    for (let attempt = 1; attempt <= attemptsMax; attempt++) {
      const outcome = await tryLock(path, draft);
      if (outcome === 'again') continue;
      if (outcome !== 'ours') return { held: false, holder: outcome };
      return {
        held: true,
        release: async () => {
          if ((await readMark(path)) === mine) await rm(path, { force: true });
        },
      };
    }
    throw new Error(`${path} changes hands faster than it can be taken. Try again.`);
  } finally {
    await rm(draft, { force: true });
  }
};
