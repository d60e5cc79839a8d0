import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '@dealtrail/infra/settings';
import { makeStateFolder } from '@dealtrail/infra/state-folder';
import { exitCodes, Failure } from '../exit-codes.ts';
import type { Target } from '../http/target.ts';
import { start, stopAll, type Undo } from '../start/start.ts';

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Everything that could point the demo at a database or a key that people work with is left out. */
const ownEnvironment = (home: string): Readonly<Record<string, string | undefined>> => ({
  LOG_LEVEL: process.env['LOG_LEVEL'],
  DEALTRAIL_HOME: home,
  PORT: '0',
});

/**
 * Runs `work` against a complete Dealtrail (embedded database, api, worker) in a temporary folder of its own, and
 * leaves nothing behind: not when the work fails, not on Ctrl-C.
 */
export const inTemporaryHouse = async <T>(
  say: (line: string) => void,
  work: (target: Target) => Promise<T>,
): Promise<T> => {
  const home = await mkdtemp(join(tmpdir(), 'dealtrail-demo-'));
  const abort = new AbortController();
  const giveUp = (): void => {
    abort.abort(new Failure(exitCodes.interrupted, ['Interrupted.']));
  };
  for (const signal of stopSignals) process.once(signal, giveUp);
  const undo: Undo = [() => rm(home, { recursive: true, force: true })];
  try {
    await makeStateFolder(home);
    const { url, key } = await start(readSettings(ownEnvironment(home)), say, abort.signal, undo);
    return await Promise.race([work({ url, key: key.key }), rejectedBy(abort.signal)]);
  } finally {
    for (const signal of stopSignals) process.off(signal, giveUp);
    await stopAll(undo);
  }
};

const rejectedBy = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
