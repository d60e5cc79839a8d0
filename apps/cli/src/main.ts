import { setTimeout as sleep } from 'node:timers/promises';
import { backupCommand } from './backup/backup-command.ts';
import { restoreCommand } from './backup/restore-command.ts';
import { demoCommand } from './demo/demo-command.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { buildProgram, run } from './program.ts';
import { startCommand } from './start/start-command.ts';

/** The version of the package, read by bin/dealtrail.js, which knows where it lies. */
export const main = async (args: readonly string[], version: string): Promise<void> => {
  process.stdout.on('error', leave);
  process.stderr.on('error', leave);
  const io: Io = {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    env: process.env,
    fetch: globalThis.fetch,
    sleep,
  };
  const program = buildProgram(io, version, [
    startCommand(),
    demoCommand(io),
    backupCommand(),
    restoreCommand(),
  ]);
  const code = await run(program, io, args);
  // A command that runs on (start) may have set its own.
  if (code !== exitCodes.done) process.exitCode = code;
};

/** Whoever read our output went away (`| head`): nothing more to do, and nothing to complain of. */
const leave = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'EPIPE') process.exit(exitCodes.brokenPipe);
  throw error;
};
