import type { EventLog } from '@dealtrail/event-sourcing/log';
import { streamOf } from '@dealtrail/deals/command';
import { resolve } from '@dealtrail/deals/pointers';
import type { CommandName } from '@dealtrail/deals/registry';
import { ProblemError, refuse } from '../edge/problem.ts';
import type { JsonBody } from '../edge/read-json.ts';
import { answered } from './answer.ts';
import type { Answered } from './answer.ts';
import { append, judged, reused } from './append-decided.ts';
import type { Asked } from './asked.ts';
import { consider } from './consider.ts';
import { targetsOf } from './decide-on.ts';
import { newId } from './new-id.ts';
import { commandName, fingerprintOf, readCommand } from './read-command.ts';
import type { RememberedStreams } from './remembered-streams.ts';
import { guessed, read } from './seen.ts';
import { openTurns } from './turns.ts';
import type { Turns } from './turns.ts';

/** How often a command is decided again because its stream moved meanwhile. Only other processes can move it. */
export const attemptsMax = 16;

export type CommandRequest = {
  readonly ledgerId: string;
  readonly actor: string;
  readonly name: string;
  readonly body: JsonBody;
  /** Chosen by the client, or undefined: then one is made and nothing can be a repeat of it. */
  readonly commandId: string | undefined;
  /** Undefined: any version. */
  readonly expectedVersion: number | undefined;
  readonly dryRun: boolean;
};

/** Takes one command from bytes to its answer. Throws a ProblemError for every refusal; a refusal leaves nothing behind. */
export type Door = (request: CommandRequest) => Promise<Answered>;

/**
 * `now`: the clock by which "today" is judged. `memory`: streams as this process last saw them, so that most commands are
 * decided without asking the log anything first; the answers are the same with one and without.
 */
export const openDoor = (
  log: EventLog,
  now: () => Date = () => new Date(),
  memory?: RememberedStreams,
): Door => {
  const house = { log, now, memory };
  const inTurn = openTurns();
  return async (request) => {
    const name = commandName(request.name);
    // Text that cannot be stored has no canonical form either: refused before it is given a fingerprint.
    if (request.body.faults.length > 0) readCommand(name, request.body);
    const fingerprint = fingerprintOf(name, request.body.value);
    // With a memory nothing is asked before the append, which knows a repeat; what is refused before it is asked below.
    const before = memory === undefined ? await repeated(log, request, fingerprint) : undefined;
    if (before !== undefined) return before;
    try {
      return await untilOfOneLineage(() => throughOnce(house, inTurn, { ...request, name, fingerprint }));
    } catch (error) {
      // The same command may have gone in meanwhile: then what stands in this one's way is its own first answer.
      const meanwhile = error instanceof ProblemError ? await repeated(log, request, fingerprint) : undefined;
      if (meanwhile === undefined) throw error;
      return meanwhile;
    }
  };
};

const repeated = async (
  log: EventLog,
  request: CommandRequest,
  fingerprint: string,
): Promise<Answered | undefined> => {
  if (request.commandId === undefined) return undefined;
  const outcome = await log.findCommand(request.ledgerId, request.commandId);
  if (outcome === undefined) return undefined;
  if (outcome.fingerprint !== fingerprint) throw reused(request.commandId);
  return answered(outcome, { replayed: true, dryRun: request.dryRun });
};

/** The log may be replaced while a command is decided: then all that was read for it is read again. */
const untilOfOneLineage = async (through: () => Promise<Answered | undefined>): Promise<Answered> => {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const answer = await through();
    if (answer !== undefined) return answer;
  }
  throw refuse(
    'TOO_MUCH_CONTENTION',
    `the log was replaced ${String(attemptsMax)} times while this was decided`,
  );
};

type Named = Omit<CommandRequest, 'name'> & { readonly name: CommandName; readonly fingerprint: string };

/** Undefined: the log is of another lineage than the one in which this was decided. */
const throughOnce = async (house: House, inTurn: Turns, request: Named): Promise<Answered | undefined> => {
  const { log } = house;
  const { ledgerId } = request;
  const lineage = log.lineage();
  const ask = readCommand(request.name, request.body);
  const targets = await targetsOf(log, ledgerId, ask);
  const command = resolve(ask, targets);
  const streamId = streamOf(command, targets);
  const commandId = request.commandId ?? newId();
  const isKept = request.commandId !== undefined;
  const asked = { ...request, ask, command, targets, streamId, commandId, isKept, lineage };
  return await inTurn(`${ledgerId} ${streamId}`, () => untilDecided(house, asked));
};

type House = {
  readonly log: EventLog;
  readonly now: () => Date;
  readonly memory: RememberedStreams | undefined;
};

const untilDecided = async ({ log, now, memory }: House, asked: Asked): Promise<Answered | undefined> => {
  const streams = memory?.of(asked.lineage);
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const seen = (attempt === 1 ? guessed(streams, asked) : undefined) ?? (await read(log, streams, asked));
    const considered = await consider(log, now, asked, seen);
    if (considered === undefined) continue;
    if ('answer' in considered) return considered;
    const result = await append(log, streams, asked, considered, seen.history);
    if (result.result === 'replaced') return undefined;
    const answer = judged(result, asked, considered);
    if (answer !== undefined) return answer;
  }
  throw refuse(
    'TOO_MUCH_CONTENTION',
    `${asked.streamId} changed ${String(attemptsMax)} times while this was decided`,
  );
};
