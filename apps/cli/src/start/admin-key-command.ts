import { readSettings } from '@dealtrail/infra/settings';
import { Command } from 'commander';
import { Failure, exitCodes } from '../exit-codes.ts';
import { newAdminKey, otherAdminKeys } from './admin-key.ts';
import { withOwnerDatabase } from './owner-database.ts';

/** A key that was lost may have been found by somebody else. */
const stillInForce = (ids: readonly string[]): readonly string[] =>
  ids.length === 0
    ? []
    : [
        'Admin keys still in force beside it; revoke those that were lost, while Dealtrail runs:',
        ...ids.map((id) => `  dealtrail keys revoke ${id}`),
      ];

/** For a lost admin key: whoever may open the database on this machine may make another. */
export const adminKeyCommand = (): Command =>
  new Command('admin-key')
    .description('make a new admin key from the machine itself, when the old one is lost')
    .addHelpText('after', '\nThe old ones stay in force: it names them, and how to revoke them.')
    .action(async () => {
      try {
        const settings = readSettings(process.env);
        const say = (line: string): boolean => process.stderr.write(`${line}\n`);
        await withOwnerDatabase(settings, { say, migrate: true }, async (url) => {
          const { key } = await newAdminKey(url, settings.home);
          process.stdout.write(`${key}\n`);
          for (const line of stillInForce(await otherAdminKeys(url, key))) say(line);
        });
      } catch (error) {
        throw new Failure(exitCodes.unavailable, [error instanceof Error ? error.message : String(error)]);
      }
    });
