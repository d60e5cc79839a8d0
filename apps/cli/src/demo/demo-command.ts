import { Command } from 'commander';
import type { Io } from '../io.ts';
import { widthOfTerminal, writeLines } from '../io.ts';
import type { Page } from '../render/basis.ts';
import { conflictList } from '../render/conflicts.ts';
import { dealShow } from '../render/deal-show.ts';
import { reactionsPage } from '../render/reactions.ts';
import { stackPage } from '../render/stack.ts';
import { timelinePage } from '../render/timeline.ts';
import { caseFile, readCase, recordCase, type CaseAnswers } from './the-case.ts';

const chapter = (title: string, lines: readonly string[], { width }: Page): readonly string[] => [
  '',
  '='.repeat(width),
  title,
  '='.repeat(width),
  '',
  ...lines,
];

const pages = (
  { deal, stack, timeline, reactions, conflicts }: CaseAnswers,
  page: Page,
): readonly string[] => {
  const history = { basis: timeline.basis, more: typeof timeline.nextCursor === 'string' };
  const open = conflicts.filter(({ state }) => state === 'open');
  return [
    ...chapter('The deal as it stands', dealShow(deal, { ...page, open }), page),
    ...chapter('Who pays', stackPage(stack, page), page),
    ...chapter('Reports of the share price, side by side', reactionsPage(reactions, page), page),
    ...chapter('Where sources disagree', conflictList(conflicts, { more: false }, page), page),
    ...chapter('The history', timelinePage(deal.dealId, timeline.items, history, page), page),
  ];
};

/** `dealtrail demo`: the real case on a temporary embedded database, printed and thrown away. */
export const demoCommand = (io: Io): Command =>
  new Command('demo')
    .description('the real case of the repository on a temporary database: read it, nothing is kept')
    .option('--json', 'one JSON document: {deal, timeline, reactions, conflicts, capitalStack, position}')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const say = (line: string): void => void io.stderr.write(`${line}\n`);
      say('Starting a temporary Dealtrail ...');
      const { inTemporaryHouse } = await import('./temporary-house.ts');
      const { documents, answers } = await inTemporaryHouse(say, async (target) => {
        const { dealId, position, events } = await recordCase(io, target, caseFile);
        say(`Recorded ${String(events)} lines of ${caseFile}, up to position ${String(position)}.`);
        return await readCase(io, target, dealId, position);
      });
      const page = { width: widthOfTerminal(io) };
      await writeLines(io.stdout, json === true ? [JSON.stringify(documents)] : pages(answers, page));
    });
