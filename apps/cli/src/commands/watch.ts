import { Command, Option } from 'commander';
import { jsonOf, understood } from '../http/client.ts';
import { follow } from '../http/sse.ts';
import type { Io } from '../io.ts';
import { write } from '../io.ts';
import { csvOf } from '../output/csv.ts';
import type { Session } from '../output/show.ts';
import { sessionOf } from '../output/show.ts';
import { eventLine, eventRow, WireEvent } from '../render/events.ts';
import { wholeNumber } from './reading.ts';

type WatchOptions = {
  readonly from: string;
  readonly types?: string;
  readonly stream?: string;
  readonly count?: number;
  readonly untilUpToDate?: boolean;
};

const textOf = (session: Session, data: string, first: boolean): string => {
  if (session.format === 'ndjson' || session.format === 'json') return `${data}\n`;
  const event = understood(WireEvent, jsonOf(data), 'the feed');
  return session.format === 'csv' ? csvOf([eventRow(event)], first) : `${eventLine(event)}\n`;
};

const run = async (session: Session, options: WatchOptions): Promise<void> => {
  const { io, target } = session;
  const { from, types, stream, count = Infinity, untilUpToDate = false } = options;
  const note = (text: string) => {
    io.stderr.write(`${text}\n`);
  };
  const feed = { path: '/v1/changes/events', query: { live: 'sse', offset: from, types, stream }, note };
  let seen = 0;
  if (count === 0) return;
  for await (const message of follow(io, target, feed)) {
    if (message.event === 'up-to-date') {
      if (untilUpToDate) return;
      continue;
    }
    if (message.event !== 'event') continue;
    await write(io.stdout, textOf(session, message.data, seen === 0));
    seen += 1;
    if (seen >= count) return;
  }
};

export const watchCommand = (io: Io): Command =>
  new Command('watch')
    .description('events as they are recorded, one a line, with no gap after a lost connection')
    .addOption(new Option('--from <offset>', 'start, now, or a cursor that the feed gave').default('now'))
    .option('--types <types>', 'only these event types, separated by commas')
    .option('--stream <id>', 'only this stream')
    .addOption(new Option('--count <n>', 'stop after so many events').argParser(wholeNumber))
    .option('--until-up-to-date', 'stop when the head of the log is reached')
    .addHelpText('after', '\nRuns until Ctrl-C. --output json is one JSON a line here, as ndjson.')
    .action(async (options: WatchOptions, command: Command) => {
      await run(await sessionOf(io, command), options);
    });
