import { Command } from 'commander';
import { giveNewEpoch, ledgerEpochs } from '@dealtrail/infra/new-epoch';
import type { LedgerEpoch } from '@dealtrail/infra/new-epoch';
import { readSettings } from '@dealtrail/infra/settings';
import { Failure, exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { writeLines } from '../io.ts';
import { withOwnerDatabase } from '../start/owner-database.ts';

const where = '\nIn the embedded database of the state folder, or the one of DATABASE_URL.';

const inDatabase = async <T>(io: Io, work: (ownerUrl: string) => Promise<T>): Promise<T> => {
  const say = (line: string): boolean => io.stderr.write(`${line}\n`);
  try {
    return await withOwnerDatabase(readSettings(io.env), { say, migrate: false }, work);
  } catch (error) {
    throw new Failure(exitCodes.unavailable, [error instanceof Error ? error.message : String(error)]);
  }
};

const line = ({ ledgerId, epoch, position }: LedgerEpoch): string =>
  `${ledgerId}  position ${String(position)}  epoch ${epoch}`;

const listCommand = (io: Io): Command =>
  new Command('list')
    .description('the ledgers of the database, how far each has come, and its epoch')
    .addHelpText('after', where)
    .action(async () => {
      await writeLines(io.stdout, (await inDatabase(io, ledgerEpochs)).map(line));
    });

const newEpochCommand = (io: Io): Command =>
  new Command('new-epoch')
    .description('after events were lost: tell every reader to begin again (see infra/RECOVERY.md)')
    .argument('<ledger>', 'the ledger, such as main')
    .addHelpText('after', where)
    .action(async (ledgerId: string) => {
      const given = await inDatabase(io, (ownerUrl) => giveNewEpoch(ownerUrl, ledgerId));
      if (given === undefined) throw new Failure(exitCodes.refused, [`There is no ledger "${ledgerId}".`]);
      await writeLines(io.stdout, [line(given)]);
      await writeLines(io.stderr, ['Every cursor given out before now answers MUST_REFETCH.']);
    });

/** On the database itself, as its owner: no server is asked. */
export const ledgersCommand = (io: Io): Command =>
  new Command('ledgers')
    .description('the ledgers of the database: list, new-epoch')
    .addCommand(listCommand(io))
    .addCommand(newEpochCommand(io));
