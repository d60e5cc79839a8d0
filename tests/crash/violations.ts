import type { AppendResult } from '@dealtrail/event-sourcing/log';
import { query } from './own-server.ts';
import type { Sent, Told } from './told.ts';

type Row = {
  readonly position: number;
  readonly event_id: string;
  readonly stream_id: string;
  readonly version: number;
  readonly micros: string;
  readonly command_id: string;
};
type Commands = ReadonlyMap<string, { readonly sent: Sent; readonly results: AppendResult[]; mayBeWritten: boolean }>;

/** What the ledger holds, read without the library under test. */
export const rowsOf = async (ownerUrl: string, ledgerId: string): Promise<readonly Row[]> =>
  await query<Row>(
    ownerUrl,
    `select position::float8, event_id, stream_id, version::float8, command_id,
       (extract(epoch from recorded_at) * 1000000)::bigint::text as micros
     from log.events where ledger_id = $1 order by position`,
    [ledgerId],
  );

/** Everything that is wrong between what a ledger holds and what was told about it; empty: nothing is. */
export const violations = (rows: readonly Row[], told: readonly Told[]): readonly string[] => [
  ...wrongInTheLog(rows),
  ...wrongInTheAnswers(rows, told),
  ...wrongInWhatWasSeen(rows, told),
  ...told.flatMap((line) => (line.told === 'broken' ? [`${line.call} broke: ${line.why}`] : [])),
];

const wrongInTheLog = (rows: readonly Row[]): readonly string[] => {
  const versions = new Map<string, number>();
  let before = 0n;
  return rows.flatMap((row, index) => {
    const wrong: string[] = [];
    if (row.position !== index + 1) wrong.push(`position ${String(row.position)} is the ${String(index + 1)}th`);
    if (BigInt(row.micros) <= before) wrong.push(`position ${String(row.position)} was recorded before the last`);
    before = BigInt(row.micros);
    const version = (versions.get(row.stream_id) ?? 0) + 1;
    versions.set(row.stream_id, version);
    if (row.version !== version) wrong.push(`${row.stream_id} has ${String(row.version)} for ${String(version)}`);
    return wrong;
  });
};

const commandsOf = (told: readonly Told[]): Commands => {
  const calls = new Map<string, readonly Sent[]>();
  const commands = new Map<string, { sent: Sent; results: AppendResult[]; mayBeWritten: boolean; open: Set<string> }>();
  for (const line of told) {
    if (line.told === 'call') {
      calls.set(line.call, line.commands);
      for (const sent of line.commands) {
        const known = commands.get(sent.commandId) ?? { sent, results: [], mayBeWritten: false, open: new Set() };
        known.open.add(line.call);
        commands.set(sent.commandId, known);
      }
    }
    if (line.told === 'answer' || line.told === 'unavailable') {
      calls.get(line.call)?.forEach(({ commandId }, index) => {
        const command = commands.get(commandId);
        command?.open.delete(line.call);
        if (command === undefined) return;
        if (line.told === 'unavailable') command.mayBeWritten ||= line.written === 'unknown';
        else if (line.results[index] !== undefined) command.results.push(line.results[index]);
      });
    }
  }
  for (const command of commands.values()) command.mayBeWritten ||= command.open.size > 0;
  return commands;
};

const wrongInTheAnswers = (rows: readonly Row[], told: readonly Told[]): readonly string[] => {
  const byCommand = new Map<string, Row[]>();
  for (const row of rows) byCommand.set(row.command_id, [...(byCommand.get(row.command_id) ?? []), row]);
  return [...commandsOf(told).values()].flatMap(({ sent, results, mayBeWritten }) => {
    const found = byCommand.get(sent.commandId) ?? [];
    if (found.length > 1) return [`${sent.commandId} was written ${String(found.length)} times`];
    const [row] = found;
    const took = results.flatMap((one) => ('outcome' in one ? [one.outcome] : []));
    const lost = took.filter(({ position, version }) => position !== row?.position || version !== row.version);
    if (lost.length > 0) return [`${sent.commandId} was acknowledged at ${String(lost[0]?.position)}, and is not there`];
    if (row === undefined) return [];
    if (row.event_id !== sent.eventId) return [`${sent.commandId} has another's event`];
    if (took.length > 0 || (mayBeWritten && results.length === 0)) return [];
    return [`${sent.commandId} is there, though it was refused or surely not written`];
  });
};

const wrongInWhatWasSeen = (rows: readonly Row[], told: readonly Told[]): readonly string[] =>
  told.flatMap((line) => {
    if (line.told !== 'saw') return [];
    const there = rows.slice(line.after, line.after + line.eventIds.length).map(({ event_id }) => event_id);
    return there.join() === line.eventIds.join() ? [] : [`a reader saw after ${String(line.after)} what is not there`];
  });
