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
import { problem, ProblemError, problemOfFaults } from '../edge/problem.ts';
import type { ProblemCode } from '../edge/problem.ts';

/**
 * How often a decision may ask for more streams. Most ask once; a source's lineage asks once for each document on the
 * longest way back. In the real world such ways are a handful of reposts long.
 */
export const roundsMax = 64;

/** Streams that one decision may look at: below what one append may require, and a bound to its memory. */
export const streamsMax = 1_000;

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

/** What is to be decided: the command as it came in, and with its pointers resolved. */
export type Question = {
  readonly ledgerId: string;
  readonly ask: Ask;
  readonly command: Ask;
};

/** Asks the domain, loading whatever other streams it wants to see. Throws its refusal as a problem. */
export const decideOn = async (
  log: EventLog,
  { ledgerId, ask, command }: Question,
  history: readonly Recorded[],
  base: Omit<Context, 'streams'>,
): Promise<Decided> => {
  const streams = new Map<string, readonly Recorded[]>();
  for (let round = 0; ; round++) {
    const decision = decide(command, history, { ...base, streams });
    switch (decision.outcome) {
      case 'rejected':
        throw refusal(decision.rejection, ask);
      case 'accepted': {
        const { occurredOn, schemaVersion } = decision;
        return { fact: decision.events[0], occurredOn, schemaVersion, requires: asRead(streams) };
      }
      case 'needs':
        if (round === roundsMax || streams.size + decision.streamIds.length > streamsMax)
          throw tooFarBack(command);
        for (const [streamId, events] of await historiesOf(log, ledgerId, decision.streamIds))
          streams.set(streamId, events);
    }
  }
};

/** Every stream that was asked for, in one read; empty where there is none. */
const historiesOf = async (
  log: EventLog,
  ledgerId: string,
  streamIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Recorded[]>> => {
  const histories = new Map<string, Recorded[]>(streamIds.map((streamId) => [streamId, []]));
  for (const event of await log.readStreams(ledgerId, streamIds))
    histories.get(event.streamId)?.push(recordedOf(event));
  return histories;
};

/** Only a source's lineage goes that far. Followed no further, so nobody can tell that it does not end where it began. */
const tooFarBack = ({ data }: Ask): ProblemError => {
  const given = data as Readonly<Record<string, unknown>>;
  const field = ['repostOf', 'derivedFrom', 'changes'].find((each) => given[each] !== undefined) ?? '';
  return refused(
    'REPOST_CYCLE',
    `a source may go back over at most ${String(roundsMax)} others one after the other, and ${String(streamsMax)} in all: name a document nearer to the origin`,
    field === '' ? '' : `/${field}`,
  );
};

const asRead = (streams: ReadonlyMap<string, readonly Recorded[]>): readonly Requirement[] =>
  [...streams].map(([streamId, events]) => ({
    kind: 'streamAt',
    streamId,
    version: events.at(-1)?.version ?? 0,
  }));

const refusal = ({ code, detail, pointer, other, faults }: Rejection, ask: Ask): ProblemError => {
  if (faults !== undefined) return new ProblemError(problemOfFaults(faults));
  return pointer === undefined
    ? new ProblemError(problem(code, detail, other === undefined ? {} : { other }))
    : refused(code, detail, asSent(pointer, ask), other);
};

/** The domain speaks of the event pointed at; the caller may have pointed at the command that made it. */
export const asSent = (pointer: string, ask: Ask): string =>
  pointersOf(ask).find(({ field }) => pointer === `/${field}`)?.pointer ?? pointer;

const refused = (code: ProblemCode, detail: string, pointer: string, other?: string): ProblemError =>
  new ProblemError(
    problem(code, detail, { errors: [{ pointer, code, detail }], ...(other === undefined ? {} : { other }) }),
  );
