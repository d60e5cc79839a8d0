import type { Command } from 'commander';
import { Option } from 'commander';
import { ask, connectionLost, send } from '../http/client.ts';
import type { Query } from '../http/client.ts';
import { usage } from '../exit-codes.ts';
import { linesOf } from '../http/lines.ts';
import type { Io } from '../io.ts';
import { write } from '../io.ts';
import type { Session } from '../output/show.ts';
import { sessionOf, show } from '../output/show.ts';
import { eventList, eventPage, eventRow, WireEvent } from '../render/events.ts';
import { onOutput, printFollowing } from './following.ts';
import type { List, ListOptions } from './listing.ts';
import { listing, showList } from './listing.ts';
import { readQuery, wholeNumber } from './reading.ts';

type EventsOptions = ListOptions & {
  readonly fromPosition?: number;
  readonly toPosition?: number;
  readonly types?: string;
  readonly stream?: string;
  readonly follow?: boolean;
};

const one = async (session: Session, id: string, options: EventsOptions): Promise<void> => {
  const asked = { path: `/v1/events/${encodeURIComponent(id)}`, query: readQuery(options) };
  const { document, answer } = await ask(session.io, session.target, asked, WireEvent);
  const lines = (page: Session['page']) => eventPage(answer, page);
  await show(session, { document, items: [document], lines, rows: [eventRow(answer)] });
};

/** The whole log as the server streams it, a line at a time: however long it is, no more than a line is kept. */
const stream = async ({ io, target }: Session, query: Query): Promise<void> => {
  const response = await send(io, target, {
    path: '/v1/events',
    query,
    headers: { accept: 'application/x-ndjson' },
  });
  const chunks = (response.body ?? new ReadableStream<Uint8Array>()) as unknown as AsyncIterable<Uint8Array>;
  let written = 0;
  try {
    for await (const line of linesOf(chunks)) {
      await write(io.stdout, `${line}\n`);
      written += 1;
    }
  } catch (error) {
    throw connectionLost(
      target,
      error,
      `${String(written)} events had come; --from-position goes on after the last.`,
    );
  }
};

const eventsList: Omit<List<typeof WireEvent>, 'query'> = {
  path: '/v1/events',
  item: WireEvent,
  row: eventRow,
  lines: (events, _, page) => eventList(events, page),
};

/** Options of a page, which says where it ends: what goes on for ever does not. */
const ofAPage = ['toPosition', 'limit', 'asAt', 'effectiveAt', 'minPosition'] as const;

/** Like `tail -f`: what is there, then what comes, also after a lost connection. */
const follow = async (
  session: Session,
  id: string | undefined,
  options: EventsOptions,
  command: Command,
): Promise<void> => {
  const given = ofAPage.filter((name) => command.getOptionValueSource(name) === 'cli');
  if (id !== undefined || given.length > 0) {
    const flags = given.map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
    throw usage(
      `--follow has no end: it does not go with ${id === undefined ? flags.join(', ') : 'one event'}`,
    );
  }
  const { fromPosition = 0, types, stream: streamId } = options;
  const from = fromPosition <= 1 ? 'start' : `position:${String(fromPosition - 1)}`;
  await printFollowing(session, { from, types, stream: streamId });
};

export const eventsCommand = (io: Io): Command =>
  listing('events', 'the log itself: events by position, or one event whole')
    .argument('[eventId]', 'show this event, whole')
    .addOption(new Option('--from-position <n>', 'first position').argParser(wholeNumber))
    .addOption(new Option('--to-position <n>', 'last position').argParser(wholeNumber))
    .option('--types <types>', 'only these event types, separated by commas')
    .option('--stream <id>', 'only this stream')
    .option('--follow', 'every event from --from-position on, and then those that come, until Ctrl-C')
    .addHelpText('after', `\nWith --follow ${onOutput}`)
    .action(async (id: string | undefined, options: EventsOptions, command: Command) => {
      const session = await sessionOf(io, command);
      if (options.follow === true) return follow(session, id, options, command);
      if (id !== undefined) return one(session, id, options);
      const { fromPosition, toPosition, types, stream: streamId } = options;
      const query = { fromPosition, toPosition, types, stream: streamId };
      if (session.format === 'ndjson' && (options.all === true || options.limit === undefined))
        return stream(session, { ...query, ...readQuery(options) });
      return showList(session, { ...eventsList, query }, options);
    });
