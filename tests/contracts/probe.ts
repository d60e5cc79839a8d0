import { createHash, randomUUID } from 'node:crypto';
import type { NewEvent } from '@dealtrail/event-sourcing/event';
import type { Append, AppendResult, CommandOutcome, EventLog } from '@dealtrail/event-sourcing/log';

export const probeEvent = (payload = '{"probe":true}', type = 'ProbeSent'): NewEvent => ({
  eventId: randomUUID(),
  type,
  schemaVersion: 1,
  payload,
});

export const fingerprintOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** An append that opens a stream of its own, unless told otherwise. */
export const probe = (ledgerId: string, changes: Partial<Append> = {}): Append => {
  const commandId = changes.commandId ?? randomUUID();
  return {
    ledgerId,
    streamId: `probe-${commandId}`,
    expectedVersion: 0,
    commandId,
    fingerprint: fingerprintOf(commandId),
    event: probeEvent(),
    requires: [],
    reserves: [],
    releases: [],
    ...changes,
  };
};

/** The same command where it finds that nothing changes. */
export const quietly = (append: Append): Append => {
  const { event, ...rest } = append;
  return event === undefined ? append : rest;
};

export const outcomeOf = (result: AppendResult): CommandOutcome => {
  if (result.result !== 'appended' && result.result !== 'replayed')
    throw new Error(`refused: ${JSON.stringify(result)}`);
  return result.outcome;
};

/** Sends appends one after the other and gives their outcomes. */
export const recorded = async (
  log: EventLog,
  ...appends: readonly Append[]
): Promise<readonly CommandOutcome[]> => {
  const outcomes: CommandOutcome[] = [];
  for (const append of appends) outcomes.push(outcomeOf(await log.append(append)));
  return outcomes;
};

export const wholeLog = (log: EventLog, ledgerId: string) =>
  log.readPage(ledgerId, { after: 0, limit: 10_000 });
