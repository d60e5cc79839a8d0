import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What `run.json` in the state folder says while Dealtrail runs; it is removed when it stops. */
export type Run = {
  /** Where the api answers, without a slash at the end. */
  readonly url: string;
  readonly database: 'embedded' | 'DATABASE_URL';
  readonly startedAt: string;
  readonly pids: {
    readonly start: number;
    readonly api: number;
    readonly worker: number;
    readonly postgres?: number;
  };
};

const runFile = (home: string): string => join(home, 'run.json');
const keyFile = (home: string): string => join(home, 'key');

/** Whole or not at all, and for our eyes only. */
const write = async (path: string, text: string): Promise<void> => {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, path);
};

const read = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Makes the state folder; nobody but its owner may list it. */
export const makeStateFolder = async (home: string): Promise<void> => {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new Error(
      `The state folder ${home} cannot be made. Set DEALTRAIL_HOME to a folder you may write to.`,
      { cause },
    );
  }
};

/** Undefined: not running, or never started. A start that was killed leaves its file: ask the address. */
export const readRun = async (home: string): Promise<Run | undefined> => {
  const text = await read(runFile(home));
  return text === undefined ? undefined : (JSON.parse(text) as Run);
};

export const writeRun = (home: string, run: Run): Promise<void> =>
  write(runFile(home), `${JSON.stringify(run, null, 2)}\n`);

export const removeRun = (home: string): Promise<void> => rm(runFile(home), { force: true });

/** The admin key of this machine, for the command line tool. */
export const readKey = async (home: string): Promise<string | undefined> =>
  (await read(keyFile(home)))?.trim();

export const writeKey = (home: string, key: string): Promise<void> => write(keyFile(home), `${key}\n`);
