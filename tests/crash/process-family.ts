import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, markOf } from '@dealtrail/infra/process-mark';

const goneMsMax = 20_000;

/** Process ids of the children, at this moment. */
export const childrenOf = (pid: number): readonly number[] =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .flatMap(([child]) => child ?? []);

/** False: there was no such process any more. */
export const signalTo = (pid: number, signal: NodeJS.Signals): boolean => {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
};

/** A parent that is stopped makes no child meanwhile: so the family is caught whole. */
export const signalFamily = (pid: number, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): readonly number[] => {
  if (signal !== 'SIGCONT') signalTo(pid, 'SIGSTOP');
  const family = [pid, ...childrenOf(pid)];
  for (const one of family) signalTo(one, signal);
  return family;
};

/** Resolves when none of them runs; one that only waits to be collected is gone. */
export const untilGone = async (pids: readonly number[]): Promise<void> => {
  const marks = pids.flatMap((pid) => markOf(pid) ?? []);
  const deadline = Date.now() + goneMsMax;
  while (marks.some(isRunning)) {
    if (Date.now() > deadline) throw new Error(`still there after SIGKILL: ${pids.join(', ')}`);
    await sleep(10);
  }
};
