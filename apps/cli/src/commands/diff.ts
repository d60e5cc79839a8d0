import { Command, Option } from 'commander';
import { ask } from '../http/client.ts';
import type { Io } from '../io.ts';
import type { Session } from '../output/show.ts';
import { sessionOf, show } from '../output/show.ts';
import { DealDiff, diffPage, diffRow } from '../render/deal-diff.ts';
import { dealPath } from './deal.ts';
import { wholeNumber } from './reading.ts';

type DiffOptions = {
  readonly from: string;
  readonly to?: string;
  readonly fromEffectiveAt?: string;
  readonly toEffectiveAt?: string;
  readonly minPosition?: number;
  readonly json?: boolean;
};

export const diffCommand = (io: Io): Command =>
  new Command('diff')
    .description('what changed about a deal between two bases: which fields, by which events, on whose word')
    .argument('<dealId>')
    .requiredOption('--from <asAt>', 'what the ledger knew then: an RFC 3339 instant, or position:<n>')
    .option('--to <asAt>', 'and what it knew then; without it what it knows now')
    .option(
      '--from-effective-at <date>',
      'the day of the world that --from asks about; without it that of --to',
    )
    .option('--to-effective-at <date>', 'the day of the world that --to asks about; without it today')
    .addOption(
      new Option('--min-position <n>', 'wait until the view has seen this position').argParser(wholeNumber),
    )
    .option('--json', 'the same as --output json')
    .action(async (id: string, { json, ...query }: DiffOptions, command: Command) => {
      const session = await sessionOf(io, command);
      const asked = { path: dealPath(id, 'diff'), query };
      const { document, answer } = await ask(io, session.target, asked, DealDiff);
      await show(json === true ? { ...session, format: 'json' } : session, {
        document,
        items: (document as { readonly changes: readonly unknown[] }).changes,
        lines: (page: Session['page']) => diffPage(answer, page),
        rows: answer.changes.map(diffRow),
      });
    });
