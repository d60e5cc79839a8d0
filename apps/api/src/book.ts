import type { EventLog } from '@dealtrail/event-sourcing/log';
import type { ManyAtOnce } from '@dealtrail/ledger/postgres-log';
import type { Notifications } from '@dealtrail/ledger/notifications';
import type { Kysely } from 'kysely';
import type { Pool } from 'pg';

/** Everything the API reads and writes through, opened once per process. */
export class Book {
  constructor(
    readonly log: EventLog & ManyAtOnce,
    readonly pool: Pool,
    readonly db: Kysely<unknown>,
    /** Wakes whoever waits for an append; made in any process. */
    readonly appends: Notifications,
    /** Wakes whoever waits for a view to come further. */
    readonly progress: Notifications,
  ) {}
}
