import { jsonOf, understood } from '../http/client.ts';
import { follow } from '../http/sse.ts';
import { write } from '../io.ts';
import { csvOf } from '../output/csv.ts';
import type { Session } from '../output/show.ts';
import { eventLine, eventRow, WireEvent } from '../render/events.ts';

export type Following = {
  /** start, now, a cursor that the feed gave, or position:<n>: goes on after it. */
  readonly from: string;
  readonly types: string | undefined;
  readonly stream: string | undefined;
  /** Ends after so many events. */
  readonly count?: number | undefined;
  /** Ends when the head of the log is reached. */
  readonly untilUpToDate?: boolean | undefined;
};

/** What runs on has no end to close a bracket at: --output json is one JSON a line, as ndjson. */
export const onOutput = '--output json is one JSON a line here, as ndjson.';

/** Prints events of the log as the feed tells them, one a line, whatever becomes of the connection. */
export const printFollowing = async (session: Session, options: Following): Promise<void> => {
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

const textOf = (session: Session, data: string, first: boolean): string => {
  if (session.format === 'ndjson' || session.format === 'json') return `${data}\n`;
  const event = understood(WireEvent, jsonOf(data), 'the feed');
  return session.format === 'csv' ? csvOf([eventRow(event)], first) : `${eventLine(event)}\n`;
};
