import type { Client, Pool } from 'pg';
import type { FinalLog } from './history.ts';

const instant = `to_char(recorded_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "recordedAt"`;

/**
 * What a ledger holds, by plain SQL and as JSON that the server makes: nothing of the library reads it. Once nobody
 * writes any more. `database`: of the owner.
 */
export const finalLog = async (
  database: Pick<Client | Pool, 'query'>,
  ledgerId: string,
): Promise<FinalLog> => {
  const { rows } = await database.query<{ found: string | null }>(
    `select json_build_object(
       'head', (select json_build_object('position', position, 'recordedAt', "recordedAt")
                from (select position, ${instant} from log.ledgers where ledger_id = $1) l),
       'events', (select coalesce(json_agg(e order by e.position), '[]') from (
          select position, event_id as "eventId", stream_id as "streamId", version, ${instant}, command_id as "commandId"
          from log.events where ledger_id = $1) e),
       'commands', (select coalesce(json_agg(c), '[]') from (
          select command_id as "commandId", encode(fingerprint, 'hex') as fingerprint, position, true as changed
          from log.events where ledger_id = $1
          union all
          select command_id, encode(fingerprint, 'hex'), position, false
          from log.quiet_commands where ledger_id = $1) c),
       'reservations', (select coalesce(json_agg(r), '[]') from (
          select scope, key, holder from log.reservations where ledger_id = $1) r)
     )::text as found`,
    [ledgerId],
  );
  return { ...(JSON.parse(rows[0]?.found ?? '') as FinalLog), entry: 'final', ledgerId };
};
