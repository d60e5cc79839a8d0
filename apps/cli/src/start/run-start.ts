import { setTimeout as sleep } from 'node:timers/promises';
import { type Settings, readSettings } from '@dealtrail/infra/settings';
import { lockStart } from '@dealtrail/infra/start-lock';
import { makeStateFolder } from '@dealtrail/infra/state-folder';
import { alreadyRunning, waitForOther } from './already-running.ts';
import { greeting } from './greeting.ts';
import { type Undo, start, stopAll } from './start.ts';

type Say = (line: string) => void;

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const parentCheckMs = 500;

/**
 * Aborted by the first Ctrl-C (or a signal to stop); a second one does not wait any longer.
 * A shell that npm put between itself and us may die of a signal and not pass it on: then our parent changes.
 */
const stopRequested = (say: Say): AbortSignal => {
  const controller = new AbortController();
  const request = (): void => {
    if (controller.signal.aborted) process.exit(130);
    say('Stopping ...');
    controller.abort();
  };
  for (const signal of stopSignals) process.on(signal, request);
  const parent = process.ppid;
  if (process.env['npm_lifecycle_event'] !== undefined) {
    setInterval(() => {
      if (process.ppid !== parent && !controller.signal.aborted) request();
    }, parentCheckMs).unref();
  }
  return controller.signal;
};

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });

const serve = async (settings: Settings, say: Say, abort: AbortSignal, undo: Undo): Promise<void> => {
  const standing = await start(settings, say, abort, undo);
  for (const line of greeting({ ...standing, database: standing.database.description })) say(line);
  const broke = await Promise.race([standing.broke, untilAborted(abort)]);
  if (typeof broke === 'string') throw new Error(broke);
};

const attempt = async (settings: Settings, say: Say, abort: AbortSignal): Promise<'again' | 'done'> => {
  const lock = await lockStart(settings.home);
  if (!lock.held) {
    const run = await waitForOther(settings.home, lock.holder, abort);
    if (run === 'gone') return 'again';
    for (const line of alreadyRunning(run, settings.home)) say(line);
    return 'done';
  }
  const undo: Undo = [lock.release];
  try {
    await serve(settings, say, abort, undo);
  } finally {
    await stopAll(undo);
    if (abort.aborted) say('Stopped.');
  }
  return 'done';
};

/** `dealtrail start`: resolves when everything is stopped again, or when it was running already. */
export const runStart = async (say: Say): Promise<void> => {
  const settings = readSettings(process.env);
  await makeStateFolder(settings.home);
  const abort = stopRequested(say);
  try {
    while ((await attempt(settings, say, abort)) === 'again') await sleep(50);
  } catch (error) {
    // A step that was cut short by the request to stop fails in its own way: that is no failure of the start.
    if (!abort.aborted) throw error;
  }
};
