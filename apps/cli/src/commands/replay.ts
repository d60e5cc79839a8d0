import { Command, InvalidArgumentError, Option } from 'commander';
import { eventTypes } from '@dealtrail/deals/registry';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { exitCodes, Failure, usage } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { writeLines } from '../io.ts';
import type { Session } from '../output/show.ts';
import { sessionOf } from '../output/show.ts';
import { Deal } from '../render/answers.ts';
import type { ShowPage } from '../render/deal-show.ts';
import { dealShow } from '../render/deal-show.ts';
import { DealItem, dealList } from '../render/lists.ts';
import { counted } from '../render/text.ts';
import { counterfactualLines, foldedLines, verifiedLines } from '../render/replay.ts';
import { exportTo } from '../replay/export.ts';
import { answersIn, bearsOn, dealsIn, retold, scratchReader } from '../replay/fold.ts';
import type { Counterfactual, Wanted } from '../replay/fold.ts';
import { logBasis, logEvents } from '../replay/read-log.ts';
import type { LogBasis } from '../replay/read-log.ts';
import { verifyViews } from '../replay/verify.ts';
import type { VerifiedView } from '../replay/verify.ts';
import { replayHelp } from './replay-help.ts';

type ReplayOptions = {
  readonly to?: string;
  readonly effectiveAt?: string;
  readonly deal?: string;
  readonly types?: readonly string[];
  readonly withoutSource?: string;
  readonly verify?: boolean;
  readonly json?: boolean;
  readonly out?: string;
};

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

/** The events that are folded, all of them in memory: as many as bear on what is asked. */
const readEvents = async (
  session: Session,
  basis: LogBasis,
  { deal, types }: ReplayOptions,
): Promise<readonly StoredEvent[]> => {
  const events: StoredEvent[] = [];
  const wanted: Wanted = { deal };
  for await (const event of logEvents(session, basis, { types }))
    if (bearsOn(wanted, event)) events.push(event);
  return events;
};

/** An id that nothing in the log is about is a mistake in the question, not an empty answer. */
const mustBeTold = (events: readonly StoredEvent[], id: string | undefined, { position }: LogBasis): void => {
  if (id === undefined || events.some(({ streamId }) => streamId === id)) return;
  throw new Failure(exitCodes.refused, [
    `Refused: nothing about ${id} was recorded by position ${String(position)} (or of the types asked for).`,
  ]);
};

/** What the whole command has taken so far; on stderr, where no data goes. */
const sayMemory = ({ io }: Session, events: number): Promise<void> => {
  const megabytes = Math.ceil(process.resourceUsage().maxRSS / 1024);
  return writeLines(io.stderr, [
    `At most ${String(megabytes)} MB of memory for ${counted(events, 'event')}.`,
  ]);
};

const fold = async (session: Session, options: ReplayOptions): Promise<void> => {
  const { io, page } = session;
  const { deal, types, withoutSource, out } = options;
  const wanted: Wanted = { deal };
  const basis = await logBasis(session, options);
  const events = await readEvents(session, basis, options);
  mustBeTold(events, deal, basis);
  mustBeTold(events, withoutSource, basis);
  const { reader, counterfactual } =
    withoutSource === undefined
      ? { reader: scratchReader(events, basis), counterfactual: null }
      : await retold(events, basis, withoutSource, wanted);
  if (out !== undefined || session.format === 'json') {
    const deals = await dealsIn(reader, wanted);
    const answers = answersIn(reader, wanted);
    const document = { basis, events: events.length, types: types ?? null, without: counterfactual };
    await exportTo(io, out, { ...document, deals, answers });
  }
  if (out !== undefined || session.format !== 'json') {
    const told = await toldLines(session, reader, counterfactual, {
      ...wanted,
      claimsBy: asAtFlags(basis, types),
    });
    await writeLines(io.stdout, [...foldedLines(events.length, basis, types, page), '', ...told]);
  }
  await sayMemory(session, events.length);
};

/** The server knows every type: it has no answer about a fold of some of them. */
const asAtFlags = ({ position, effectiveAt }: LogBasis, types: ReplayOptions['types']): string | null =>
  types === undefined ? ` --as-at position:${String(position)} --effective-at ${effectiveAt}` : null;

const toldLines = async (
  { page }: Session,
  reader: ReturnType<typeof scratchReader>,
  counterfactual: Counterfactual | null,
  { claimsBy, ...wanted }: Wanted & Pick<ShowPage, 'claimsBy'>,
): Promise<readonly string[]> => {
  if (counterfactual !== null) return counterfactualLines(counterfactual, page);
  if (wanted.deal === undefined)
    return dealList(
      (await dealsIn(reader, wanted)).map((deal) => DealItem.parse(deal)),
      page,
    );
  const lines: string[] = [];
  for await (const answer of answersIn(reader, wanted))
    lines.push(...dealShow(Deal.parse(answer), { ...page, said: true, claimsBy }));
  return lines;
};

const verify = async (session: Session, options: ReplayOptions): Promise<void> => {
  const { io, page, format } = session;
  const others = (['to', 'deal', 'types', 'withoutSource', 'effectiveAt', 'out'] as const).filter(
    (name) => options[name] !== undefined,
  );
  if (others.length > 0) {
    const flags = others.map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
    throw usage(`--verify compares every view whole, as it is now: it does not go with ${flags.join(', ')}`);
  }
  const verified: VerifiedView[] = [];
  for await (const view of verifyViews(session)) {
    verified.push(view);
    if (format !== 'json') await writeLines(io.stdout, verifiedLines(view, page));
  }
  if (format === 'json') await writeLines(io.stdout, [JSON.stringify({ views: verified }, null, 2)]);
  const differing = verified.filter((view) => view.differing > 0);
  if (differing.length === 0) return;
  throw new Failure(exitCodes.viewsDiffer, [
    `${differing.map(({ view }) => view).join(', ')}: not what the log makes of it. Rebuild from the log:`,
    ...differing.map(({ view }) => `  dealtrail projections rebuild ${view.replace(/@.*/, '')}`),
  ]);
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
      await (options.verify === true ? verify(session, options) : fold(session, options));
    });
