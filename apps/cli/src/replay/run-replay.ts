import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { exitCodes, Failure, usage } from '../exit-codes.ts';
import { writeLines } from '../io.ts';
import type { Session } from '../output/show.ts';
import { Deal } from '../render/answers.ts';
import type { ShowPage } from '../render/deal-show.ts';
import { dealShow } from '../render/deal-show.ts';
import { DealItem, dealList } from '../render/lists.ts';
import { counterfactualLines, foldedLines, verifiedLines } from '../render/replay.ts';
import { counted } from '../render/text.ts';
import { exportTo } from './export.ts';
import { answersIn, bearsOn, dealsIn, retold, scratchReader } from './fold.ts';
import type { Counterfactual, Wanted } from './fold.ts';
import { logBasis, logEvents } from './read-log.ts';
import type { LogBasis } from './read-log.ts';
import { verifyViews } from './verify.ts';
import type { VerifiedView } from './verify.ts';

/** As the command line says it. */
export type ReplayOptions = {
  readonly to?: string;
  readonly effectiveAt?: string;
  readonly deal?: string;
  readonly types?: readonly string[];
  readonly withoutSource?: string;
  readonly verify?: boolean;
  readonly json?: boolean;
  readonly out?: string;
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

/** Folds what was asked for and prints or exports it. */
export const foldAnew = async (session: Session, options: ReplayOptions): Promise<void> => {
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

/** Compares every view's tables with a fresh fold. Exit code 6 where one differs. */
export const verifyAnew = async (session: Session, options: ReplayOptions): Promise<void> => {
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
