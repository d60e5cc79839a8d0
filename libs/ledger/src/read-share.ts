import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { EventLog } from '@dealtrail/event-sourcing/log';
import type { Pool } from 'pg';
import { orUnavailable } from './as-unavailable.ts';
import { checkOrder } from './page.ts';
import { eventColumns, eventOf } from './postgres-reads.ts';
import type { EventRow } from './postgres-reads.ts';

/** `part` of `parts`, from 1: every stream is wholly in one of them. */
export type Share = { readonly part: number; readonly parts: number };

/** The events of a share between two positions. `upTo`: inclusive; no event of the share is left before it. */
export type SharePage = { readonly events: readonly StoredEvent[]; readonly upTo: number };

export type ShareRange = {
  readonly ledgerId: string;
  readonly share: Share;
  /** Exclusive. */
  readonly after: number;
  /** Inclusive. */
  readonly upTo: number;
  /** Events of a page, about: a page is as many positions as that takes. */
  readonly limit: number;
};

/** A share of the log forward, pulled: while a page is looked at the next is read, and no more than that. */
export async function* readShare(
  pool: Pool,
  log: Pick<EventLog, 'readPage'>,
  range: ShareRange,
): AsyncGenerator<SharePage, void, void> {
  const positions = range.limit * range.share.parts;
  const pageAfter = (after: number): Promise<SharePage> => {
    const upTo = Math.min(range.upTo, after + positions);
    const reading =
      range.share.parts === 1 ? wholePage(log, range, after, upTo) : sharePage(pool, range, after, upTo);
    // Met where it is awaited, unless nobody asks for another page.
    reading.catch(() => undefined);
    return reading;
  };
  if (range.after >= range.upTo) return;
  let reading = pageAfter(range.after);
  for (;;) {
    const page = await reading;
    if (page.upTo >= range.upTo) {
      yield page;
      return;
    }
    reading = pageAfter(page.upTo);
    yield page;
  }
}

/** The one share that is the log itself: a hole in it is seen at once. */
const wholePage = async (
  log: Pick<EventLog, 'readPage'>,
  { ledgerId }: ShareRange,
  after: number,
  upTo: number,
): Promise<SharePage> => ({
  events: await log.readPage(ledgerId, { after, upTo, limit: upTo - after }),
  upTo,
});

/**
 * The server leaves out the rest, by the hash that it places rows of partitioned tables by, so the same on every version
 * of it. Such pages have gaps: whoever adds up all shares sees whether an event lacks.
 */
const sharePage = async (
  pool: Pool,
  { ledgerId, share }: ShareRange,
  after: number,
  upTo: number,
): Promise<SharePage> => {
  const reading = pool.query<EventRow>({
    rowMode: 'array',
    text: `select ${eventColumns} from log.events
     where ledger_id = $1 and position > $2 and position <= $3
       and (hashtextextended(stream_id, 0) & 2147483647) % $4 = $5
     order by position`,
    values: [ledgerId, after, upTo, share.parts, share.part - 1],
  });
  const events = (await orUnavailable(reading)).rows.map(eventOf);
  checkOrder(ledgerId, after, events);
  return { events, upTo };
};
