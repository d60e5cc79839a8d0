import type { Append, CommandOutcome, EventLog } from '@dealtrail/event-sourcing/log';
import { openInMemoryLog } from '@dealtrail/ledger/in-memory-log';
import type { ManyAtOnce } from '@dealtrail/ledger/postgres-log';
import type { Line } from '../edge/lines.ts';
import { answerLine, readLine } from './bulk.ts';
import type { Execute, LineAnswer, Unforeseen } from './bulk.ts';
import type { AnswerLines } from './bulk-answer.ts';
import { openDoor } from './door.ts';
import type { Door } from './door.ts';
import { snapshotOf } from './snapshot.ts';

/** Each line decided and written before the next is looked at. */
export const oneByOne = (execute: Execute, unforeseen: Unforeseen): AnswerLines =>
  async function* (lines) {
    for (const line of lines) yield await answerLine(readLine(line, unforeseen), execute, unforeseen);
  };

export type Ways = {
  /** How a command goes through a door: the ledger's, or that of a rehearsal. */
  readonly through: (door: Door) => Execute;
  /** The ledger's. */
  readonly door: Door;
  /** All of the appends in their order, in one transaction, or none. */
  readonly write: (appends: readonly Append[]) => Promise<readonly CommandOutcome[] | undefined>;
  readonly unforeseen: Unforeseen;
};

type BulkLog = EventLog & Pick<ManyAtOnce, 'findCommands'>;

/**
 * Lines that arrived together are rehearsed one after the other in memory, over the ledger as it stands, and what they
 * came to is written in their order by one transaction. It writes everything or nothing: where anything moved meanwhile
 * that a line rests on, and where anything breaks, the same lines go one by one, as if nothing had been tried. So the
 * outcome is that of one line after the other, whichever way it came about.
 */
export const together = (log: BulkLog, ledgerId: string, ways: Ways): AnswerLines => {
  const singly = oneByOne(ways.through(ways.door), ways.unforeseen);
  return async function* (lines) {
    const answers = lines.length > 1 ? await atOnce(log, ledgerId, lines, ways) : undefined;
    yield* answers ?? singly(lines);
  };
};

/** Undefined: nothing is known to be written. A line that was written all the same is then answered as replayed. */
const atOnce = async (
  log: BulkLog,
  ledgerId: string,
  lines: readonly Line[],
  { through, write }: Ways,
): Promise<readonly LineAnswer[] | undefined> => {
  try {
    const { rehearsed, appends } = await rehearse(log, ledgerId, lines, through);
    const outcomes = appends.length === 0 ? [] : await write(appends);
    if (outcomes === undefined) return undefined;
    const written = new Map(outcomes.map((outcome) => [outcome.commandId, outcome]));
    return rehearsed.map((each) => asWritten(each, written));
  } catch {
    // Told, if it breaks again, by the line that it belongs to.
    return undefined;
  }
};

type Rehearsed = { readonly answer: LineAnswer; readonly commandId: string | undefined };

const rehearse = async (
  log: BulkLog,
  ledgerId: string,
  lines: readonly Line[],
  through: Ways['through'],
): Promise<{ readonly rehearsed: readonly Rehearsed[]; readonly appends: readonly Append[] }> => {
  const read = lines.map((line) => readLine(line, rethrow));
  const commands = read.flatMap((line) => ('code' in line.read ? [] : [line.read]));
  const stage = openInMemoryLog({ base: await snapshotOf(log, ledgerId, commands) });
  const appends: Append[] = [];
  const execute = through(openDoor({ ...stage, append: noted(stage, appends) }));
  const rehearsed: Rehearsed[] = [];
  for (const line of read) {
    let commandId: string | undefined;
    const noting: Execute = async (command) => {
      const answered = await execute(command);
      commandId = answered.answer.commandId;
      return answered;
    };
    rehearsed.push({ answer: await answerLine(line, noting, rethrow), commandId });
  }
  return { rehearsed, appends };
};

const noted =
  (stage: EventLog, appends: Append[]): EventLog['append'] =>
  async (append, options) => {
    const result = await stage.append(append, options);
    if (result.result === 'appended') appends.push(append);
    return result;
  };

const rethrow: Unforeseen = (error) => {
  throw error;
};

/** Others may have been recorded since the rehearsal: the position is the one that it came to. */
const asWritten = (
  { answer, commandId }: Rehearsed,
  written: ReadonlyMap<string | undefined, CommandOutcome>,
): LineAnswer => {
  const outcome = written.get(commandId);
  return outcome === undefined ? answer : { ...answer, position: outcome.position };
};
