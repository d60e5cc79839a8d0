import type { Append, AppendResult, CommandOutcome, EventLog } from '@dealtrail/event-sourcing/log';
import { payloadOf, referencesOf } from '@dealtrail/deals/command';
import type { Recorded } from '@dealtrail/deals/recorded';
import { problem, ProblemError, refuse } from '../edge/problem.ts';
import { answered } from './answer.ts';
import type { Answered } from './answer.ts';
import type { Asked } from './asked.ts';
import type { Decided } from './decide-on.ts';
import type { Streams } from './remembered-streams.ts';
import { newId } from './new-id.ts';
import { refusalOf, refusalOfReserved, requirementsOf } from './requirements.ts';

/** Asks the log to take what was decided. What it says of the stream is remembered. */
export const append = async (
  log: EventLog,
  memory: Streams | undefined,
  asked: Asked,
  decided: Decided,
  history: readonly Recorded[],
): Promise<AppendResult> => {
  const { ledgerId, streamId, dryRun } = asked;
  const wanted = appendOf(asked, decided, history);
  try {
    const result = await log.append(wanted, { dryRun });
    if (result.result === 'versionConflict') memory?.forget(ledgerId, streamId);
    if (result.result === 'appended' && wanted.event !== undefined && !dryRun)
      memory?.follow(ledgerId, { ...wanted.event, ...placeOf(result.outcome) });
    return result;
  } catch (error) {
    // It may have been written all the same.
    memory?.forget(ledgerId, streamId);
    throw error;
  }
};

const placeOf = ({ streamId, version, position, recordedAt, commandId }: CommandOutcome) => ({
  ...{ streamId, version, position, recordedAt, commandId },
});

const appendOf = (
  { ledgerId, streamId, commandId, fingerprint, command, actor, lineage }: Asked,
  { fact, occurredOn, schemaVersion, requires }: Decided,
  history: readonly Recorded[],
): Append => ({
  ledgerId,
  streamId,
  expectedVersion: history.at(-1)?.version ?? 0,
  commandId,
  fingerprint,
  ...(fact === undefined
    ? {}
    : {
        event: {
          eventId: newId(),
          type: fact.type,
          schemaVersion,
          payload: JSON.stringify(payloadOf(command, fact, occurredOn, actor)),
        },
      }),
  requires: [...requirementsOf(referencesOf(command)), ...requires],
  reserves: (fact?.reserves ?? []).map(({ scope, key }) => ({ scope, key })),
  releases: fact?.releases ?? [],
  readIn: lineage,
});

type Judged = Exclude<AppendResult, { readonly result: 'replaced' }>;

/** Undefined: decide again on what is there now. */
export const judged = (result: Judged, asked: Asked, { fact }: Decided): Answered | undefined => {
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

export const conflict = (version: number): ProblemError =>
  new ProblemError(
    problem('VERSION_CONFLICT', `the stream is at version ${String(version)}`, { currentVersion: version }),
    version === 0 ? {} : { etag: `"${String(version)}"` },
  );

export const reused = (commandId: string): ProblemError =>
  refuse(
    'COMMAND_ID_REUSED',
    `command ${commandId.slice(0, 80)} was recorded with another body; choose another Idempotency-Key`,
  );
