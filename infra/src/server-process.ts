import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
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

export const lastLines = async (file: string): Promise<string> =>
  (await readFile(file, 'utf8')).trimEnd().split('\n').slice(-8).join('\n');
