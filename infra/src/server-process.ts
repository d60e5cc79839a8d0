import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { UnprivilegedUser } from './unprivileged-user.ts';

/** Every command of the server runs as its user, in a folder it may enter, in a session of its own: Ctrl-C is ours. */
export const run = (
  command: string,
  args: readonly string[],
  cwd: string,
  log: number,
  user?: UnprivilegedUser,
): ChildProcess =>
  spawn(command, args, {
    cwd,
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
  });

export const exitOf = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });

/** How long each way of stopping gets before the next. */
const stopMsMax = 10_000;

/**
 * "Fast" first: finish, roll back, checkpoint. Then "immediate", which costs a recovery at the next start: a server
 * that is told to stop while it recovers from the death of one of its processes waits for itself (seen in 18.4).
 */
export const stopServer = async (child: ChildProcess): Promise<void> => {
  const exited = exitOf(child);
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    if (await Promise.race([exited.then(() => true), sleep(stopMsMax, false, { ref: false })])) return;
  }
};

export const lastLines = async (file: string): Promise<string> =>
  (await readFile(file, 'utf8')).trimEnd().split('\n').slice(-8).join('\n');
