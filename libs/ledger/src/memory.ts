import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { Append, CommandOutcome, Head, LogPage } from '@dealtrail/event-sourcing/log';
import { nameOf } from './check-append.ts';
import { instantOf, microsOf } from './instant.ts';

/** One ledger in memory, on top of another log's head as it was. */
export type Memory = {
  readonly base: Head;
  readonly events: StoredEvent[];
  readonly streams: Map<string, StoredEvent[]>;
  readonly byEventId: Map<string, StoredEvent>;
  readonly commands: Map<string, CommandOutcome>;
  /** By name; null: released here. */
  readonly holders: Map<string, string | null>;
  /** Every instant before this one (microseconds) has been answered for: no append may be recorded earlier. */
  answeredBefore: bigint;
};

export const emptyMemory = (base: Head): Memory => ({
  base,
  events: [],
  streams: new Map(),
  byEventId: new Map(),
  commands: new Map(),
  holders: new Map(),
  answeredBefore: 0n,
});

export const headOf = ({ base, events }: Memory): Head => {
  const { position, recordedAt } = events.at(-1) ?? base;
  return { position, recordedAt };
};

/** What an append that was judged good comes to. `last`: the last event of its stream; `now`: in microseconds. */
export const place = (append: Append, memory: Memory, last: StoredEvent | undefined, now: bigint) => {
  const event = eventOf(append, memory, last, now);
  const at = event ?? last;
  if (at === undefined) throw new Error(`command ${append.commandId} changes nothing, on no stream`);
  const outcome: CommandOutcome = {
    commandId: append.commandId,
    fingerprint: append.fingerprint,
    streamId: append.streamId,
    version: at.version,
    position: at.position,
    recordedAt: at.recordedAt,
    ...(event === undefined ? {} : { event: { eventId: event.eventId, type: event.type } }),
  };
  return { outcome, event };
};

const eventOf = (
  append: Append,
  memory: Memory,
  last: StoredEvent | undefined,
  now: bigint,
): StoredEvent | undefined => {
  if (append.event === undefined) return undefined;
  const { eventId, type, schemaVersion, payload } = append.event;
  JSON.parse(payload); // Throws where PostgreSQL's json would.
  if (memory.byEventId.has(eventId)) throw new Error(`event ${eventId} is in the log already`);
  const head = headOf(memory);
  const afterHead = head.recordedAt === null ? 0n : microsOf(head.recordedAt) + 1n;
  const recordedAt = [now, afterHead, memory.answeredBefore].reduce((latest, one) =>
    one > latest ? one : latest,
  );
  return {
    eventId,
    type,
    schemaVersion,
    payload,
    position: head.position + 1,
    streamId: append.streamId,
    version: (last?.version ?? 0) + 1,
    recordedAt: instantOf(recordedAt),
    commandId: append.commandId,
  };
};

export const write = (
  append: Append,
  memory: Memory,
  { outcome, event }: { readonly outcome: CommandOutcome; readonly event: StoredEvent | undefined },
): void => {
  if (event !== undefined) {
    memory.events.push(event);
    memory.byEventId.set(event.eventId, event);
    const stream = memory.streams.get(event.streamId);
    if (stream === undefined) memory.streams.set(event.streamId, [event]);
    else stream.push(event);
  }
  memory.commands.set(append.commandId, outcome);
  for (const name of append.reserves) memory.holders.set(nameOf(name), append.streamId);
};

/** Only the holder can release. `holders`: who holds each of the names. */
export const release = (append: Append, memory: Memory, holders: readonly (string | undefined)[]): void => {
  append.releases.forEach((name, index) => {
    if (holders[index] === append.streamId) memory.holders.set(nameOf(name), null);
  });
};

/** The part of a page that lies in memory. */
export const pageOf = (memory: Memory, page: LogPage): readonly StoredEvent[] => {
  const events: StoredEvent[] = [];
  const start = Math.max(0, page.after - memory.base.position);
  for (let index = start; index < memory.events.length && events.length < page.limit; index += 1) {
    const event = memory.events[index];
    if (event === undefined || event.position > (page.upTo ?? event.position)) break;
    const isWanted =
      (page.types?.includes(event.type) ?? true) &&
      (page.streamId === undefined || event.streamId === page.streamId);
    if (isWanted) events.push(event);
  }
  return events;
};

/** How many events of memory were recorded at or before an instant. */
export const countAt = (memory: Memory, instant: string): number => {
  let low = 0;
  let high = memory.events.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const event = memory.events[middle];
    if (event !== undefined && event.recordedAt <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
};
