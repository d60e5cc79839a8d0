import { constants, createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { Command } from 'commander';
import { readSettings } from '@dealtrail/infra/settings';
import { usage } from '../exit-codes.ts';
import { withOwnerDatabase } from '../start/owner-database.ts';
import { asFailure, note, summary } from './backup-command.ts';
import { restoreBackup } from './restore-backup.ts';

/** Refused unless the database is empty: what is there is never written over. */
export const restoreCommand = (): Command =>
  new Command('restore')
    .description('restore a backup into an empty database; the views are built anew from the log')
    .argument('<file>', 'a file that "dealtrail backup" wrote; "-" is stdin')
    .addHelpText('after', '\nInto the embedded database of the state folder, or the one of DATABASE_URL.')
    .action(async (file: string) => {
      if (file !== '-') {
        await access(file, constants.R_OK).catch(() => {
          throw usage(`${file} cannot be read.`);
        });
        if (!(await stat(file)).isFile()) throw usage(`${file} is no file.`);
      }
      try {
        const trailer = await withOwnerDatabase(
          readSettings(process.env),
          { say: note, migrate: true },
          (url) => restoreBackup(url, file === '-' ? process.stdin : createReadStream(file)),
        );
        note(summary('Restored', trailer));
      } catch (error) {
        throw asFailure(error);
      }
    });
