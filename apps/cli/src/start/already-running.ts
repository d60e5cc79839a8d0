import { setTimeout as sleep } from 'node:timers/promises';
import { type ProcessMark, isRunning } from '@dealtrail/infra/process-mark';
import { type Run, readRun } from '@dealtrail/infra/state-folder';

/** A start that makes its database for the first time on a slow machine takes a while. */
const waitMsMax = 120_000;

/**
 * What to tell when another start holds the state folder: it is waited for until it is up.
 * 'gone': it ended meanwhile, so the folder can be had. Throws when it stays half-way.
 */
export const waitForOther = async (
  home: string,
  holder: ProcessMark,
  abort: AbortSignal,
): Promise<Run | 'gone'> => {
  const deadline = Date.now() + waitMsMax;
  while (Date.now() < deadline) {
    const run = await readRun(home);
    if (run?.pids.start === holder.pid) return run;
    if (!isRunning(holder)) return 'gone';
    await sleep(100, undefined, { signal: abort });
  }
  throw new Error(
    `Process ${String(holder.pid)} has been starting Dealtrail on ${home} for over ${String(waitMsMax / 60_000)} minutes. ` +
      'Stop it, or set DEALTRAIL_HOME to another folder.',
  );
};

export const alreadyRunning = (run: Run, home: string): readonly string[] => [
  `Dealtrail is already running: ${run.url} (process ${String(run.pids.start)}, state folder ${home}).`,
  'Set DEALTRAIL_HOME to another folder to run a second one.',
];
