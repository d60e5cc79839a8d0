import type { AppendResult, EventLog } from '@dealtrail/event-sourcing/log';
import { payloadOf, referencesOf, streamOf } from '@dealtrail/deals/command';
import { recordedOf } from '@dealtrail/deals/history';
import { resolve } from '@dealtrail/deals/pointers';
import type { Recorded } from '@dealtrail/deals/recorded';
import type { Ask, Context } from '@dealtrail/deals/slice';
import { v7 } from 'uuid';
import { problem, ProblemError, refuse } from '../edge/problem.ts';
import type { JsonBody } from '../edge/read-json.ts';
import { answered } from './answer.ts';
import type { Answered } from './answer.ts';
import { decideOn, targetsOf } from './decide-on.ts';
import type { Decided } from './decide-on.ts';
import { commandName, fingerprintOf, readCommand } from './read-command.ts';
import { refusalOf, refusalOfReserved, requirementsOf } from './requirements.ts';
import { openTurns } from './turns.ts';

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

/** `now`: the clock by which "today" is judged. */
export const openDoor = (log: EventLog, now: () => Date = () => new Date()): Door => {
  const inTurn = openTurns();
  return async (request) => {
    const name = commandName(request.name);
    // Text that cannot be stored has no canonical form either: refused before it is given a fingerprint.
    if (request.body.faults.length > 0) readCommand(name, request.body);
    const fingerprint = fingerprintOf(name, request.body.value);
    const before = await repeated(log, request, fingerprint);
    if (before !== undefined) return before;
    try {
      const ask = readCommand(name, request.body);
      const targets = await targetsOf(log, request.ledgerId, ask);
      const command = resolve(ask, targets);
      const streamId = streamOf(command, targets);
      const commandId = request.commandId ?? v7();
      const asked = {
        ...request,
        ask,
        command,
        targets,
        streamId,
        commandId,
        fingerprint,
        isKept: request.commandId !== undefined,
      };
      return await inTurn(`${request.ledgerId} ${streamId}`, () => untilDecided(log, now, asked));
    } catch (error) {
      // The same command may have gone in meanwhile: then what stands in this one's way is its own first answer.
      const meanwhile = error instanceof ProblemError ? await repeated(log, request, fingerprint) : undefined;
      if (meanwhile === undefined) throw error;
      return meanwhile;
    }
  };
};

type Asked = Omit<CommandRequest, 'name' | 'commandId'> & {
  /** As it came in. */
  readonly ask: Ask;
  /** With its pointers resolved. */
  readonly command: Ask;
  readonly targets: Context['targets'];
  readonly streamId: string;
  readonly commandId: string;
  readonly fingerprint: string;
  /** The client knows the command id, so its outcome is worth keeping even where nothing changed. */
  readonly isKept: boolean;
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

const untilDecided = async (log: EventLog, now: () => Date, asked: Asked): Promise<Answered> => {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const history = (await log.readStream(asked.ledgerId, asked.streamId)).map(recordedOf);
    checkVersion(asked, history);
    const context = { today: latestToday(now()), targets: asked.targets };
    const decided = await decideOn(log, asked, history, context);
    const unchanged = asked.isKept ? undefined : quietly(asked, decided, history);
    if (unchanged !== undefined) return unchanged;
    const result = await append(log, asked, decided, history);
    const answer = judged(result, asked, decided);
    if (answer !== undefined) return answer;
  }
  throw refuse(
    'TOO_MUCH_CONTENTION',
    `${asked.streamId} changed ${String(attemptsMax)} times while this was decided`,
  );
};

const checkVersion = ({ expectedVersion }: Asked, history: readonly Recorded[]): void => {
  const version = history.at(-1)?.version ?? 0;
  if (expectedVersion !== undefined && expectedVersion !== version) throw conflict(version);
};

const conflict = (version: number): ProblemError =>
  new ProblemError(
    problem('VERSION_CONFLICT', `the stream is at version ${String(version)}`, { currentVersion: version }),
    version === 0 ? {} : { etag: `"${String(version)}"` },
  );

const hoursAheadMax = 14;

/** YYYY-MM-DD where it is latest on earth, at UTC+14 (rule 10). */
const latestToday = (now: Date): string =>
  new Date(now.getTime() + hoursAheadMax * 60 * 60 * 1000).toISOString().slice(0, 'YYYY-MM-DD'.length);

/** Nothing changes and nobody can ask again: answered without a trace. */
const quietly = (asked: Asked, { fact }: Decided, history: readonly Recorded[]): Answered | undefined => {
  const last = history.at(-1);
  if (fact !== undefined || last === undefined) return undefined;
  const { commandId, fingerprint, streamId, dryRun } = asked;
  const { version, position, recordedAt } = last;
  return answered(
    { commandId, fingerprint, streamId, version, position, recordedAt },
    { replayed: false, dryRun },
  );
};

const append = async (
  log: EventLog,
  asked: Asked,
  { fact, occurredOn, schemaVersion, requires }: Decided,
  history: readonly Recorded[],
): Promise<AppendResult> => {
  const { ledgerId, streamId, commandId, fingerprint, command, actor, dryRun } = asked;
  const event = fact && {
    eventId: v7(),
    type: fact.type,
    schemaVersion,
    payload: JSON.stringify(payloadOf(command, fact, occurredOn, actor)),
  };
  return await log.append(
    {
      ledgerId,
      streamId,
      expectedVersion: history.at(-1)?.version ?? 0,
      commandId,
      fingerprint,
      ...(event === undefined ? {} : { event }),
      requires: [...requirementsOf(referencesOf(command)), ...requires],
      reserves: (fact?.reserves ?? []).map(({ scope, key }) => ({ scope, key })),
      releases: fact?.releases ?? [],
    },
    { dryRun },
  );
};

/** Undefined: decide again on what is there now. */
const judged = (result: AppendResult, asked: Asked, { fact }: Decided): Answered | undefined => {
  switch (result.result) {
    case 'appended':
    case 'replayed':
      return answered(result.outcome, { replayed: result.result === 'replayed', dryRun: asked.dryRun });
    case 'commandIdReused':
      throw reused(asked.commandId);
    case 'versionConflict':
      if (asked.expectedVersion !== undefined) throw conflict(result.version);
      return undefined;
    case 'reserved':
      throw refusalOfReserved(result, fact?.reserves ?? [], asked.ask);
    case 'requirementFailed': {
      const refusal = refusalOf(result.requirement, referencesOf(asked.command));
      if (refusal !== undefined) throw refusal;
      return undefined;
    }
  }
};

const reused = (commandId: string): ProblemError =>
  refuse(
    'COMMAND_ID_REUSED',
    `command ${commandId.slice(0, 80)} was recorded with another body; choose another Idempotency-Key`,
  );
