import { readSettings } from '@dealtrail/infra/settings';
import { Command } from 'commander';
import { Failure, exitCodes } from '../exit-codes.ts';
import { newAdminKey } from './admin-key.ts';
import { withOwnerDatabase } from './owner-database.ts';

/** For a lost admin key: whoever may open the database on this machine may make another. */
export const adminKeyCommand = (): Command =>
  new Command('admin-key')
    .description('make a new admin key from the machine itself, when the old one is lost')
    .addHelpText('after', '\nThe old one stays in force: revoke it with "dealtrail keys revoke <id>".')
    .action(async () => {
      try {
        const settings = readSettings(process.env);
        const say = (line: string): boolean => process.stderr.write(`${line}\n`);
        const { key } = await withOwnerDatabase(settings, { say, migrate: true }, (url) =>
          newAdminKey(url, settings.home),
        );
        process.stdout.write(`${key}\n`);
      } catch (error) {
        throw new Failure(exitCodes.unavailable, [error instanceof Error ? error.message : String(error)]);
      }
    });
