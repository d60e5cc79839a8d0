import { Command, Option } from 'commander';
import { z } from 'zod';
import { ask } from '../http/client.ts';
import type { Io } from '../io.ts';
import type { Session } from '../output/show.ts';
import { sessionOf, show } from '../output/show.ts';
import { Basis } from '../render/answers.ts';
import { eventList, eventPage, eventRow, WireEvent } from '../render/events.ts';
import { wholeNumber } from './reading.ts';

type EventsOptions = {
  readonly fromPosition?: number;
  readonly toPosition?: number;
  readonly types?: string;
  readonly stream?: string;
  readonly limit: number;
  readonly all?: boolean;
};

const pageMax = 1000;
const limitDefault = 100;

const Page = z.object({
  items: z.array(z.unknown()),
  nextCursor: z.string().nullish(),
  basis: Basis.optional(),
});

/** Pages of the log by position: the next begins after the last event of this one. */
const collect = async (
  session: Session,
  { all, limit, ...filters }: EventsOptions,
): Promise<readonly unknown[]> => {
  const wanted = all === true ? Infinity : limit;
  const items: unknown[] = [];
  let from = filters.fromPosition;
  for (;;) {
    const size = Math.max(1, Math.min(pageMax, wanted - items.length));
    const query = { ...filters, fromPosition: from, limit: size };
    const { answer } = await ask(session.io, session.target, { path: '/v1/events', query }, Page);
    items.push(...answer.items);
    const last = WireEvent.safeParse(answer.items.at(-1));
    if (!last.success || answer.items.length < size || items.length >= wanted) return items;
    if (filters.toPosition !== undefined && last.data.position >= filters.toPosition) return items;
    from = last.data.position + 1;
  }
};

const one = async (session: Session, id: string): Promise<void> => {
  const path = `/v1/events/${encodeURIComponent(id)}`;
  const { document, answer } = await ask(session.io, session.target, { path }, WireEvent);
  const lines = (page: Session['page']) => eventPage(answer, page);
  await show(session, { document, items: [document], lines, rows: [eventRow(answer)] });
};

export const eventsCommand = (io: Io): Command =>
  new Command('events')
    .description('the log itself: events by position, or one event whole')
    .argument('[eventId]', 'show this event, whole')
    .addOption(new Option('--from-position <n>', 'first position').argParser(wholeNumber))
    .addOption(new Option('--to-position <n>', 'last position').argParser(wholeNumber))
    .option('--types <types>', 'only these event types, separated by commas')
    .option('--stream <id>', 'only this stream')
    .addOption(new Option('--limit <n>', 'at most so many').argParser(wholeNumber).default(limitDefault))
    .option('--all', 'every event, however many')
    .action(async (id: string | undefined, options: EventsOptions, command: Command) => {
      const session = await sessionOf(io, command);
      if (id !== undefined) return one(session, id);
      const items = await collect(session, options);
      const events = z.array(WireEvent).parse(items);
      const lines = (page: Session['page']) => eventList(events, page);
      return show(session, { document: { items }, items, lines, rows: events.map(eventRow) });
    });
