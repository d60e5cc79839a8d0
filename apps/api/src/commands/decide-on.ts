import type { EventLog, Requirement } from '@dealtrail/event-sourcing/log';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { decide } from '@dealtrail/deals/command';
import { recordedOf } from '@dealtrail/deals/history';
import { pointersOf } from '@dealtrail/deals/pointers';
import type { EventPointer } from '@dealtrail/deals/pointers';
import type { Recorded } from '@dealtrail/deals/recorded';
import type { Rejection } from '@dealtrail/deals/rejection';
import type { Ask, Context, Fact } from '@dealtrail/deals/slice';
import type { PartialDate } from '@dealtrail/deals/values/partial-date';
import { problem, ProblemError } from '../edge/problem.ts';
import type { ProblemCode } from '../edge/problem.ts';

/** How often a decision may ask for more streams; today's slices ask once. */
const roundsMax = 4;

/** The events a command points at, by field. Throws UNKNOWN_EVENT with the pointer to one that was never recorded. */
export const targetsOf = async (
  log: EventLog,
  ledgerId: string,
  command: Ask,
): Promise<Context['targets']> => {
  const targets: Record<string, Recorded> = {};
  for (const pointer of pointersOf(command)) {
    const event = await pointedAt(log, ledgerId, pointer);
    if (event === undefined) throw refused('UNKNOWN_EVENT', unknownEvent(pointer), pointer.pointer);
    targets[pointer.field] = recordedOf(event);
  }
  return targets;
};

const pointedAt = async (
  log: EventLog,
  ledgerId: string,
  { by }: EventPointer,
): Promise<StoredEvent | undefined> => {
  if ('eventId' in by) return await log.readEvent(ledgerId, by.eventId);
  const made = (await log.findCommand(ledgerId, by.commandId))?.event;
  return made === undefined ? undefined : await log.readEvent(ledgerId, made.eventId);
};

const unknownEvent = ({ by }: EventPointer): string =>
  'eventId' in by
    ? `event ${by.eventId} was never recorded`
    : `no event was recorded by command ${by.commandId}`;

export type Decided = {
  /** Undefined: nothing changes. */
  readonly fact: Fact | undefined;
  readonly occurredOn: PartialDate | null;
  readonly schemaVersion: number;
  /** Other streams the decision looked at: they must stay as they were read. */
  readonly requires: readonly Requirement[];
};

/** Asks the domain, loading whatever other streams it wants to see. Throws its refusal as a problem. */
export const decideOn = async (
  log: EventLog,
  ledgerId: string,
  command: Ask,
  history: readonly Recorded[],
  base: Omit<Context, 'streams'>,
): Promise<Decided> => {
  const streams = new Map<string, readonly Recorded[]>();
  for (let round = 0; round < roundsMax; round++) {
    const decision = decide(command, history, { ...base, streams });
    switch (decision.outcome) {
      case 'rejected':
        throw refusal(decision.rejection);
      case 'accepted': {
        const { occurredOn, schemaVersion } = decision;
        return { fact: decision.events[0], occurredOn, schemaVersion, requires: asRead(streams) };
      }
      case 'needs':
        for (const streamId of decision.streamIds) {
          streams.set(streamId, (await log.readStream(ledgerId, streamId)).map(recordedOf));
        }
    }
  }
  throw new Error(`${command.type} asked for more streams ${String(roundsMax)} times`);
};

const asRead = (streams: ReadonlyMap<string, readonly Recorded[]>): readonly Requirement[] =>
  [...streams].map(([streamId, events]) => ({
    kind: 'streamAt',
    streamId,
    version: events.at(-1)?.version ?? 0,
  }));

const refusal = ({ code, detail, pointer, other }: Rejection): ProblemError =>
  pointer === undefined
    ? new ProblemError(problem(code, detail, other === undefined ? {} : { other }))
    : refused(code, detail, pointer, other);

const refused = (code: ProblemCode, detail: string, pointer: string, other?: string): ProblemError =>
  new ProblemError(
    problem(code, detail, { errors: [{ pointer, code, detail }], ...(other === undefined ? {} : { other }) }),
  );
