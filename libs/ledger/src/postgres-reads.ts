import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { CommandOutcome, EventLog, LogPage } from '@dealtrail/event-sourcing/log';
import type { Pool } from 'pg';
import { orUnavailable } from './as-unavailable.ts';
import { instantOf, microsOf } from './instant.ts';
import { checkOrder, checkPage, checkPageHasNoHole } from './page.ts';

/** In the order of `eventColumns`. Arrays are less work than objects. */
export type EventRow = [number, string, string, number, string, number, string, string, string];

export const eventColumns =
  'position, event_id, stream_id, version, type, schema_version, recorded_at, command_id, payload';

/** Every one of them throws LogUnavailable where the log cannot answer just now. */
export const postgresReads = (pool: Pool): Omit<EventLog, 'append' | 'lineage'> => {
  const reads = plainReads(pool);
  return {
    findCommand: (...asked) => orUnavailable(reads.findCommand(...asked)),
    readStream: (...asked) => orUnavailable(reads.readStream(...asked)),
    readStreams: (...asked) => orUnavailable(reads.readStreams(...asked)),
    readPage: (...asked) => orUnavailable(reads.readPage(...asked)),
    readEvent: (...asked) => orUnavailable(reads.readEvent(...asked)),
    holders: (...asked) => orUnavailable(reads.holders(...asked)),
    head: (...asked) => orUnavailable(reads.head(...asked)),
    positionAt: (...asked) => orUnavailable(reads.positionAt(...asked)),
    recordedAt: (...asked) => orUnavailable(reads.recordedAt(...asked)),
  };
};

const plainReads = (pool: Pool): Omit<EventLog, 'append' | 'lineage'> => ({
  findCommand: (ledgerId, commandId) => findCommand(pool, ledgerId, commandId),
  readStream: (ledgerId, streamId, upTo) => readStreams(pool, ledgerId, [streamId], upTo),
  readStreams: (ledgerId, streamIds, upTo) => readStreams(pool, ledgerId, streamIds, upTo),
  readPage: (ledgerId, page) => readPage(pool, ledgerId, page),
  readEvent: async (ledgerId, eventId) => {
    if (!uuid.test(eventId)) return undefined;
    const { rows } = await pool.query<EventRow>({
      rowMode: 'array',
      text: `select ${eventColumns} from log.events where ledger_id = $1 and event_id = $2`,
      values: [ledgerId, eventId],
    });
    return rows.map(eventOf)[0];
  },
  holders: async (ledgerId, names) => {
    const { rows } = await pool.query<{ holder: string | null }>(
      `select r.holder from unnest($2::text[], $3::text[]) with ordinality as n(scope, key, ord)
       left join log.reservations r on r.ledger_id = $1 and r.scope = n.scope
         and r.key_digest = sha256(convert_to(n.key, 'UTF8'))
       order by n.ord`,
      [ledgerId, names.map((name) => name.scope), names.map((name) => name.key)],
    );
    return rows.map((row) => row.holder ?? undefined);
  },
  head: async (ledgerId) => {
    const { rows } = await pool.query<{ position: number; recorded_at: string | null }>(
      'select position, recorded_at from log.ledgers where ledger_id = $1',
      [ledgerId],
    );
    const [head] = rows;
    if (head === undefined) throw new Error(`there is no ledger ${ledgerId}`);
    return { position: head.position, recordedAt: head.recorded_at };
  },
  positionAt: async (ledgerId, instant) => {
    const { rows } = await pool.query<{ position: number | null }>(
      'select log.position_at($1, $2::timestamptz) as position',
      [ledgerId, instantOf(microsOf(instant))],
    );
    return rows[0]?.position ?? 'future';
  },
  recordedAt: async (ledgerId, position) => {
    if (position === 0) return null;
    const { rows } = await pool.query<{ recorded_at: string }>(
      'select recorded_at from log.events where ledger_id = $1 and position = $2',
      [ledgerId, position],
    );
    if (rows[0] === undefined) throw new RangeError(`ledger ${ledgerId} has no position ${String(position)}`);
    return rows[0].recorded_at;
  },
});

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const findCommand = async (
  pool: Pool,
  ledgerId: string,
  commandId: string,
): Promise<CommandOutcome | undefined> => (await findCommands(pool, ledgerId, [commandId]))[0];

type CommandRow = {
  readonly id: string;
  readonly hex: string;
  readonly changed: boolean;
  readonly stream_id: string;
  readonly version: number;
  readonly position: number;
  readonly recorded_at: string;
  readonly event_id: string;
  readonly type: string;
};

/** Those that were seen, in no order. */
export const findCommands = async (
  pool: Pool,
  ledgerId: string,
  commandIds: readonly string[],
): Promise<readonly CommandOutcome[]> => {
  const { rows } = await pool.query<CommandRow>(
    `select e.stream_id, e.version, e.position, e.recorded_at, e.event_id, e.type, true as changed,
       encode(e.fingerprint, 'hex') as hex, e.command_id as id
     from log.events e where e.ledger_id = $1 and e.command_id = any($2::text[])
     union all
     select e.stream_id, e.version, e.position, e.recorded_at, e.event_id, e.type, false,
       encode(q.fingerprint, 'hex'), q.command_id
     from log.quiet_commands q join log.events e on e.ledger_id = q.ledger_id and e.position = q.position
     where q.ledger_id = $1 and q.command_id = any($2::text[])`,
    [ledgerId, commandIds],
  );
  return rows.map((row) => ({
    commandId: row.id,
    fingerprint: row.hex,
    streamId: row.stream_id,
    version: row.version,
    position: row.position,
    recordedAt: row.recorded_at,
    ...(row.changed ? { event: { eventId: row.event_id, type: row.type } } : {}),
  }));
};

const readStreams = async (
  pool: Pool,
  ledgerId: string,
  streamIds: readonly string[],
  upTo: number | undefined,
): Promise<readonly StoredEvent[]> => {
  const { rows } = await pool.query<EventRow>({
    rowMode: 'array',
    text: `select ${eventColumns} from log.events
     where ledger_id = $1 and stream_id = any($2::text[]) and position <= coalesce($3::bigint, 9223372036854775807)
     order by position`,
    values: [ledgerId, streamIds, upTo],
  });
  return rows.map(eventOf);
};

/** `columns`, then the head. In the one row of an empty page the columns are null. */
type PageRow =
  [...EventRow, head: number] | [null, null, null, null, null, null, null, null, null, head: number];

const isEvent = (row: PageRow): row is [...EventRow, head: number] => row[0] !== null;

/**
 * The head comes in the same statement, so the same snapshot: what a page must hold is known, to its last position. One
 * row of ledgers is joined with an ordered page, so the page comes in its order, and is not sorted again with all its
 * payloads. That it does is checked.
 */
const readPage = async (pool: Pool, ledgerId: string, page: LogPage): Promise<readonly StoredEvent[]> => {
  checkPage(page);
  const { rows } = await pool.query<PageRow>({
    rowMode: 'array',
    text: `select e.*, h.position as head from log.ledgers h left join lateral (
       select ${eventColumns} from log.events e
       where e.ledger_id = h.ledger_id and e.position > $2 and e.position <= least(h.position, $3::bigint)
         and ($4::text[] is null or e.type = any($4)) and ($5::text is null or e.stream_id = $5)
       order by e.position limit $6
     ) e on true
     where h.ledger_id = $1`,
    values: [ledgerId, page.after, page.upTo, page.types, page.streamId, page.limit],
  });
  const [first] = rows;
  if (first === undefined) throw new Error(`there is no ledger ${ledgerId}`);
  const events = rows.filter(isEvent).map(eventOf);
  checkOrder(ledgerId, page.after, events);
  if (page.types === undefined && page.streamId === undefined)
    checkPageHasNoHole(ledgerId, page, first[9], events);
  return events;
};

/** By index: taking a row apart by a pattern goes through an iterator for each. */
export const eventOf = (row: readonly [...EventRow, ...unknown[]]): StoredEvent => ({
  position: row[0],
  eventId: row[1],
  streamId: row[2],
  version: row[3],
  type: row[4],
  schemaVersion: row[5],
  recordedAt: row[6],
  commandId: row[7],
  payload: row[8],
});
