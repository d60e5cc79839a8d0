import { Command, Option } from 'commander';
import type { Io } from '../io.ts';
import { sessionOf } from '../output/show.ts';
import { onOutput, printFollowing } from './following.ts';
import { wholeNumber } from './reading.ts';

type WatchOptions = {
  readonly from: string;
  readonly types?: string;
  readonly stream?: string;
  readonly count?: number;
  readonly untilUpToDate?: boolean;
};

export const watchCommand = (io: Io): Command =>
  new Command('watch')
    .description('events as they are recorded, one a line, with no gap after a lost connection')
    .addOption(
      new Option('--from <offset>', 'start, now, position:<n>, or a cursor that the feed gave').default(
        'now',
      ),
    )
    .option('--types <types>', 'only these event types, separated by commas')
    .option('--stream <id>', 'only this stream')
    .addOption(new Option('--count <n>', 'stop after so many events').argParser(wholeNumber))
    .option('--until-up-to-date', 'stop when the head of the log is reached')
    .addHelpText('after', `\nRuns until Ctrl-C. ${onOutput}`)
    .action(async (options: WatchOptions, command: Command) => {
      const { from, types, stream, count, untilUpToDate } = options;
      await printFollowing(await sessionOf(io, command), { from, types, stream, count, untilUpToDate });
    });
