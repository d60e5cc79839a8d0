import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { readKey, readRun } from '@dealtrail/infra/state-folder';
import { usage } from '../exit-codes.ts';

export type Target = {
  /** Without a trailing slash. */
  readonly url: string;
  readonly key: string | undefined;
};

type Env = Readonly<Record<string, string | undefined>>;
export type TargetOptions = { readonly server?: string | undefined; readonly apiKey?: string | undefined };

const urlDefault = 'http://127.0.0.1:3000';

export const stateFolder = (env: Env): string => {
  const stated = env['DEALTRAIL_HOME'];
  return resolve(stated === undefined || stated === '' ? join(homedir(), '.dealtrail') : stated);
};

/** A state folder that is not there, not ours to read or from another version: the embedded server is not found. */
const absent = (): undefined => undefined;

const cleaned = (url: string, name: string): string => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    throw usage(`${name} is not a web address: ${url}`, 'It should look like http://127.0.0.1:3000');
  return parsed.href.replace(/\/+$/, '');
};

/** A flag, then the environment, then the embedded server of the state folder. Its key never goes to another server. */
export const findTarget = async (options: TargetOptions, env: Env): Promise<Target> => {
  const home = stateFolder(env);
  const stated = options.server ?? env['DEALTRAIL_URL'];
  const run = await readRun(home).catch(absent);
  const embedded = run === undefined ? urlDefault : cleaned(run.url, 'run.json: url');
  const name = options.server === undefined ? 'DEALTRAIL_URL' : '--server';
  const url = stated === undefined || stated === '' ? embedded : cleaned(stated, name);
  const given = options.apiKey ?? env['DEALTRAIL_KEY'];
  if (given !== undefined && given !== '') return { url, key: given };
  return { url, key: url === embedded ? await readKey(home).catch(absent) : undefined };
};
