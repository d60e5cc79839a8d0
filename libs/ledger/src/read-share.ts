import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { EventLog } from '@dealtrail/event-sourcing/log';
import type { Pool } from 'pg';
import { orUnavailable } from './as-unavailable.ts';
import { checkOrder, checkPage } from './page.ts';
import { eventColumns, eventOf } from './postgres-reads.ts';
import type { EventRow } from './postgres-reads.ts';

/** `part` of `parts`, from 1: every stream is wholly in one of them. */
export type Share = { readonly part: number; readonly parts: number };

/**
 * Reads pages of one share of the log. The server leaves out the rest, by the hash that it places rows of partitioned
 * tables by, so the same on every version of it. Such pages have gaps: whoever adds up all shares sees whether one lacks.
 */
export const shareOf = (pool: Pool, { part, parts }: Share): Pick<EventLog, 'readPage'> => ({
  readPage: (ledgerId, page) => {
    checkPage(page);
    const read = async (): Promise<readonly StoredEvent[]> => {
      const { rows } = await pool.query<EventRow>({
        rowMode: 'array',
        text: `select ${eventColumns} from log.events
         where ledger_id = $1 and position > $2 and position <= $3
           and (hashtextextended(stream_id, 0) & 2147483647) % $4 = $5
         order by position limit $6`,
        values: [ledgerId, page.after, page.upTo, parts, part - 1, page.limit],
      });
      const events = rows.map(eventOf);
      checkOrder(ledgerId, page.after, events);
      return events;
    };
    return orUnavailable(read());
  },
});
