import { Command, Option } from 'commander';
import { ask } from '../http/client.ts';
import type { Io } from '../io.ts';
import type { Session } from '../output/show.ts';
import { sessionOf, show } from '../output/show.ts';
import { Claims, Deal, Reactions, sourceIds, Stack } from '../render/answers.ts';
import type { About, Page } from '../render/basis.ts';
import { claimRows, claimsPage } from '../render/claims.ts';
import { dealShow } from '../render/deal-show.ts';
import { reactionRows, reactionsPage } from '../render/reactions.ts';
import { stackPage, stackRows } from '../render/stack.ts';
import { TimelineItem, timelinePage, timelineRow } from '../render/timeline.ts';
import { figureText } from '../render/values.ts';
import { whyCommand } from './deal-why.ts';
import type { ListOptions } from './listing.ts';
import { listing, showList } from './listing.ts';
import type { ReadOptions } from './reading.ts';
import { reading, readQuery } from './reading.ts';

export const dealPath = (id: string, view = ''): string =>
  `/v1/deals/${encodeURIComponent(id)}${view === '' ? '' : `/${view}`}`;

/** The deal's open conflicts at the very position that the deal was read at, so that the page is of one piece. */
const openConflicts = async (session: Session, id: string, deal: Deal) => {
  if (session.format !== 'table' || deal.openConflicts === 0 || deal.basis === undefined) return undefined;
  const query = {
    asAt: `position:${String(deal.basis.position)}`,
    effectiveAt: deal.basis.effectiveAt ?? undefined,
  };
  const { answer } = await ask(session.io, session.target, { path: dealPath(id, 'claims'), query }, Claims);
  return answer.conflicts.filter(({ state }) => state === 'open');
};

const showCommand = (io: Io): Command =>
  reading('show', 'the deal as it stands: every figure with why it stands, its rivals, the open conflicts')
    .argument('<dealId>')
    .option('--said', 'every risk, thesis and remark in full')
    .action(async (id: string, options: ReadOptions & { readonly said?: boolean }, command: Command) => {
      const session = await sessionOf(io, command);
      const path = dealPath(id);
      const { document, answer } = await ask(io, session.target, { path, query: readQuery(options) }, Deal);
      const open = await openConflicts(session, id, answer);
      await show(session, {
        document,
        items: [document],
        lines: (page) =>
          dealShow(answer, { ...page, said: options.said === true, ...(open === undefined ? {} : { open }) }),
        rows: Object.entries(answer.terms).map(([term, { value, because, rivals }]) => ({
          dealId: answer.dealId,
          path: term,
          value: figureText(value),
          step: because.step ?? '',
          sources: sourceIds(because.sources).join(' '),
          rivals: rivals.map((rival) => figureText(rival.value)).join(' | '),
        })),
      });
    });

const timelineCommand = (io: Io): Command =>
  listing('timeline', 'the auditable history: every event, who, when, on whose word, what it changed')
    .argument('<dealId>')
    .addOption(
      new Option('--order <order>', 'in which order').choices(['recorded', 'occurred']).default('recorded'),
    )
    .action(async (id: string, options: ListOptions & { readonly order: string }, command: Command) => {
      const session = await sessionOf(io, command);
      const list = {
        path: dealPath(id, 'timeline'),
        query: { order: options.order },
        item: TimelineItem,
        row: timelineRow,
        lines: (items: readonly TimelineItem[], about: About, page: Page) =>
          timelinePage(id, items, about, page),
      };
      await showList(session, list, options);
    });

const claimsCommand = (io: Io): Command =>
  reading('claims', 'every claim on every path with its sources, the conflicts, and who says nothing')
    .argument('<dealId>')
    .action(async (id: string, options: ReadOptions, command: Command) => {
      const session = await sessionOf(io, command);
      const asked = { path: dealPath(id, 'claims'), query: readQuery(options) };
      const { document, answer } = await ask(io, session.target, asked, Claims);
      const lines = (page: Session['page']) => claimsPage(answer, page);
      await show(session, { document, items: answer.paths, lines, rows: claimRows(answer) });
    });

const stackCommand = (io: Io): Command =>
  reading('stack', 'who pays: debt, prepayment, equity, coverage, and the figures derived from them')
    .argument('<dealId>')
    .action(async (id: string, options: ReadOptions, command: Command) => {
      const session = await sessionOf(io, command);
      const asked = { path: dealPath(id, 'capital-stack'), query: readQuery(options) };
      const { document, answer } = await ask(io, session.target, asked, Stack);
      const lines = (page: Session['page']) => stackPage(answer, page);
      await show(session, { document, items: answer.layers, lines, rows: stackRows(answer) });
    });

const reactionsCommand = (io: Io): Command =>
  reading('reactions', 'reports of the share price, those measured the same way side by side')
    .argument('<dealId>')
    .action(async (id: string, options: ReadOptions, command: Command) => {
      const session = await sessionOf(io, command);
      const asked = { path: dealPath(id, 'stock-reactions'), query: readQuery(options) };
      const { document, answer } = await ask(io, session.target, asked, Reactions);
      const lines = (page: Session['page']) => reactionsPage(answer, page);
      await show(session, { document, items: answer.groups, lines, rows: reactionRows(answer) });
    });

export const dealCommand = (io: Io): Command =>
  new Command('deal')
    .description('one deal: show, why, timeline, claims, stack, reactions')
    .addCommand(showCommand(io))
    .addCommand(whyCommand(io))
    .addCommand(timelineCommand(io))
    .addCommand(claimsCommand(io))
    .addCommand(stackCommand(io))
    .addCommand(reactionsCommand(io));
