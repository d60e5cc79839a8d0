import { Command } from 'commander';
import { Failure, exitCodes } from '../exit-codes.ts';

const help = `
Settings, all from the environment:
  PORT                 of the api: 3000, or the next free one; if set, exactly that one
  HOST                 where the api listens: 127.0.0.1
  DATABASE_URL         a PostgreSQL server to use instead of the embedded one
  DEALTRAIL_HOME       the state folder: ~/.dealtrail
  DEALTRAIL_ADMIN_KEY  the admin key to use instead of a generated one
  REDIS_URL            a Redis to keep jobs in instead of PostgreSQL
  LOG_LEVEL            fatal, error, warn, info, debug or trace`;

/** Brings up database, api and worker, and keeps them up until it is told to stop. */
export const startCommand = (): Command =>
  new Command('start')
    .description('start everything: embedded PostgreSQL, api and worker')
    .addHelpText('after', help)
    .action(async () => {
      try {
        const { runStart } = await import('./run-start.ts');
        await runStart((line) => process.stdout.write(`${line}\n`));
      } catch (error) {
        throw new Failure(exitCodes.unavailable, [error instanceof Error ? error.message : String(error)]);
      }
    });
