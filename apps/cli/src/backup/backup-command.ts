import { access, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { readSettings } from '@dealtrail/infra/settings';
import { Failure, exitCodes, usage } from '../exit-codes.ts';
import { withOwnerDatabase } from '../start/owner-database.ts';
import { BackupError, type Trailer } from './format.ts';
import { takeBackup } from './take-backup.ts';

/** A file appears under its name when it is whole and on the disk; nobody else may read it (it holds digests of keys). */
const backupToFile = async (url: string, file: string): Promise<Trailer> => {
  const draft = `${file}.partial`;
  try {
    // Opened before anything is read: a folder that is not there or not ours is told at once.
    const opened = await open(draft, 'w', 0o600);
    const trailer = await takeBackup(url, opened.createWriteStream({ flush: true }));
    await rename(draft, file);
    const folder = await open(dirname(file), 'r');
    await folder.sync().finally(() => folder.close());
    return trailer;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
};

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

export const summary = (verb: string, { rows, sha256 }: Trailer): string =>
  `${verb} ${String(rows['log.events'] ?? 0)} events and ${String(rows['access.api_keys'] ?? 0)} keys (SHA-256 ${sha256}).`;

export const note = (line: string): boolean => process.stderr.write(`${line}\n`);

/** What was asked cannot be done with this file or database, or the database cannot be had. */
export const asFailure = (error: unknown): Failure =>
  error instanceof BackupError
    ? new Failure(exitCodes.refused, [error.message])
    : new Failure(exitCodes.unavailable, [error instanceof Error ? error.message : String(error)]);

/** Works while Dealtrail runs and while it does not. */
export const backupCommand = (): Command =>
  new Command('backup')
    .description('write the log and the keys to one file, as of one instant')
    .argument('<file>', 'where to; "-" is stdout')
    .addHelpText('after', '\nTakes the embedded database of the state folder, or the one of DATABASE_URL.')
    .action(async (file: string) => {
      if (file !== '-' && (await exists(file))) throw usage(`${file} exists already. Choose another name.`);
      try {
        const trailer = await withOwnerDatabase(
          readSettings(process.env),
          { say: note, migrate: false },
          (url) => (file === '-' ? takeBackup(url, process.stdout) : backupToFile(url, file)),
        );
        note(summary('Backed up', trailer));
      } catch (error) {
        throw asFailure(error);
      }
    });
