import { Command, InvalidArgumentError, Option } from 'commander';
import { eventTypes } from '@dealtrail/deals/registry';
import { usage } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import type { Session } from '../output/show.ts';
import { sessionOf } from '../output/show.ts';
import type { ReplayOptions } from '../replay/run-replay.ts';
import { replayHelp } from './replay-help.ts';

const known: readonly string[] = eventTypes;

const typesOf = (text: string): readonly string[] => {
  const types = text.split(',').map((type) => type.trim());
  const unknown = types.filter((type) => !known.includes(type));
  if (unknown.length === 0) return types;
  throw new InvalidArgumentError(
    `There is no event type ${unknown.join(', ')}. There are: ${known.join(', ')}.`,
  );
};

const idOf =
  (kind: string) =>
  (text: string): string => {
    if (new RegExp(`^${kind}_[a-z0-9-]{1,80}$`).test(text)) return text;
    throw new InvalidArgumentError(`It should be the id of a ${kind}, such as ${kind}_acme.`);
  };

export const replayCommand = (io: Io): Command =>
  new Command('replay')
    .description('folds the log anew, beside the live views: what they would say, or whether they are right')
    .option('--to <asAt>', 'only what was recorded by then: an RFC 3339 instant, or position:<n>')
    .option('--effective-at <date>', 'what was true in the world on that day (YYYY-MM-DD)')
    .addOption(new Option('--deal <id>', 'only this deal, in full').argParser(idOf('deal')))
    .addOption(
      new Option('--types <types>', 'fold only these event types, separated by commas').argParser(typesOf),
    )
    .addOption(
      new Option(
        '--without-source <id>',
        'as if this source had never been recorded, with what would be otherwise',
      ).argParser(idOf('source')),
    )
    .option('--verify', 'compare the tables of every view with a fresh fold; exit code 6 if one differs')
    .option('--json', 'the same as --output json: the list, and the answer about every deal')
    .option('--out <file>', 'write that JSON to a new file')
    .addHelpText('after', replayHelp)
    .action(async (options: ReplayOptions, command: Command) => {
      const asked = await sessionOf(io, command);
      if (asked.format === 'csv' || asked.format === 'ndjson')
        throw usage('replay prints a table or JSON: --output table or json');
      const session: Session = options.json === true ? { ...asked, format: 'json' } : asked;
      // Loaded here: it brings the whole domain along, which no other command needs.
      const { foldAnew, verifyAnew } = await import('../replay/run-replay.ts');
      await (options.verify === true ? verifyAnew(session, options) : foldAnew(session, options));
    });
