import { ledgersOf } from '@dealtrail/ledger/ledgers';
import type { Pool } from 'pg';

export type Verdict = {
  readonly ledgerId: string;
  /** Walked up to here. */
  readonly position: number;
  /** What is wrong, with the position; null: nothing. */
  readonly fault: string | null;
};

/** Events judged by one statement: some 20 ms, and no payload leaves the database. */
const stepEvents = 10_000;

/**
 * Walks the log of every ledger as it stands: positions dense from 1, recorded_at rising strictly, the head where the last
 * event is. Keeps each verdict in views.log_checks and gives them all.
 */
export const verifyLogs = async (pool: Pool): Promise<readonly Verdict[]> => {
  const verdicts: Verdict[] = [];
  for (const { ledgerId } of await ledgersOf(pool)) {
    const verdict = await verifyLog(pool, ledgerId);
    await pool.query(
      `insert into views.log_checks (ledger_id, position, fault) values ($1, $2, $3)
       on conflict (ledger_id) do update
       set checked_at = clock_timestamp(), position = excluded.position, fault = excluded.fault`,
      [ledgerId, verdict.position, verdict.fault],
    );
    verdicts.push(verdict);
  }
  return verdicts;
};

export const verifyLog = async (pool: Pool, ledgerId: string): Promise<Verdict> => {
  const head = await headOf(pool, ledgerId);
  let position = 0;
  while (position < head.position) {
    const upTo = Math.min(position + stepEvents, head.position);
    const fault = await faultIn(pool, ledgerId, position, upTo);
    if (fault !== null) return { ledgerId, position, fault };
    position = upTo;
  }
  return { ledgerId, position, fault: await faultAtHead(pool, ledgerId, head) };
};

type LogHead = { readonly position: number; readonly recorded_at: string | null };

const headOf = async (pool: Pool, ledgerId: string): Promise<LogHead> => {
  const { rows } = await pool.query<LogHead>(
    'select position, recorded_at from log.ledgers where ledger_id = $1',
    [ledgerId],
  );
  return rows[0] ?? { position: 0, recorded_at: null };
};

/** The first event after `after` that does not follow on the one before it; the last of the step before is looked at too. */
const faultIn = async (pool: Pool, ledgerId: string, after: number, upTo: number): Promise<string | null> => {
  const { rows } = await pool.query<{ fault: string | null }>(
    `with walked as (
       select position, recorded_at, lag(position, 1, $2::bigint) over w as before, lag(recorded_at) over w as time_before
       from log.events where ledger_id = $1 and position >= $2 and position <= $3 window w as (order by position)
     ), fault as (
       select position, 'position ' || position || ' follows ' || before as says from walked
       where position > $2 and position <> before + 1
       union all
       select position, 'recorded_at does not rise at position ' || position from walked where recorded_at <= time_before
     )
     select coalesce(
       (select says from fault order by position limit 1),
       case when (select count(*) from walked where position > $2) <> $3 - $2
         then 'events are missing at or before position ' || $3 end
     ) as fault`,
    [ledgerId, after, upTo],
  );
  return rows[0]?.fault ?? null;
};

/** A head that says another time than its event, or one that was moved back: events may follow it only by newer appends. */
const faultAtHead = async (pool: Pool, ledgerId: string, head: LogHead): Promise<string | null> => {
  const last = await pool.query<{ recorded_at: string }>(
    'select recorded_at from log.events where ledger_id = $1 and position = $2',
    [ledgerId, head.position],
  );
  if ((last.rows[0]?.recorded_at ?? null) !== head.recorded_at)
    return `the head's time is not that of position ${String(head.position)}`;
  const beyond = await pool.query(
    `select from log.events e join log.ledgers l using (ledger_id) where e.ledger_id = $1 and e.position > l.position limit 1`,
    [ledgerId],
  );
  return beyond.rowCount === 0 ? null : `there are events after the head, position ${String(head.position)}`;
};
