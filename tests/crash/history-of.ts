import { checkHistory } from '../order/check-history.ts';
import type { Call, FinalLog } from '../order/history.ts';
import { query } from './own-server.ts';
import type { Line } from './writing-input.ts';

/** Calls of commands of which nobody ever heard what became, in the order in which they were asked. */
export const unanswered = (lines: readonly Line[]): readonly Call[] => {
  const calls = new Map<string, Call>();
  const open = new Map<string, Call>();
  for (const line of lines) {
    if (line.entry === 'call') {
      calls.set(line.call, line);
      open.set(line.commandId, line);
    }
    if (line.entry !== 'answer' || isOpen.includes(line.said.result)) continue;
    open.delete(calls.get(line.call)?.commandId ?? '');
  }
  return [...open.values()];
};
const isOpen: readonly string[] = ['unknown', 'turnedAway', 'notTogether'];

const instant = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** What the ledger holds, read without the library under test. */
export const finalLog = async (ownerUrl: string, ledgerId: string): Promise<FinalLog> => {
  const [head] = await query<FinalLog['head']>(
    ownerUrl,
    `select position::float8, ${instant('recorded_at')} as "recordedAt" from log.ledgers where ledger_id = $1`,
    [ledgerId],
  );
  if (head === undefined) throw new Error(`there is no ledger ${ledgerId}`);
  const events = await query<FinalLog['events'][number]>(
    ownerUrl,
    `select position::float8, event_id as "eventId", stream_id as "streamId", version::float8,
       ${instant('recorded_at')} as "recordedAt", command_id as "commandId"
     from log.events where ledger_id = $1 order by position`,
    [ledgerId],
  );
  const commands = await query<FinalLog['commands'][number]>(
    ownerUrl,
    `select command_id as "commandId", encode(fingerprint, 'hex') as fingerprint, position::float8, true as changed
     from log.events where ledger_id = $1
     union all
     select command_id, encode(fingerprint, 'hex'), position::float8, false from log.quiet_commands where ledger_id = $1`,
    [ledgerId],
  );
  const reservations = await query<FinalLog['reservations'][number]>(
    ownerUrl,
    'select scope, key, holder from log.reservations where ledger_id = $1',
    [ledgerId],
  );
  return { entry: 'final', ledgerId, head, events, commands, reservations };
};

/** All that is wrong, one readable text each: in what writers told, against what their ledgers hold now. */
export const violationsOf = (lines: readonly Line[], finals: readonly FinalLog[]): readonly string[] => {
  const broken = lines.flatMap((line) => (line.entry === 'broken' ? [`broken: ${line.why}`] : []));
  const entries = lines.flatMap((line) => (line.entry === 'broken' ? [] : [line]));
  const wrong = checkHistory([...entries, ...finals]).map(
    ({ name, ledgerId, evidence }) => `${name} in ${ledgerId}: ${JSON.stringify(evidence).slice(0, 1_000)}`,
  );
  return [...broken, ...wrong];
};
