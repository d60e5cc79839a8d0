import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { EventLog, Reservation } from '@dealtrail/event-sourcing/log';
import type { ManyAtOnce } from '@dealtrail/ledger/postgres-log';
import type { LineCommand } from './bulk.ts';
import { retractedScope } from './requirements.ts';

const streamIdShape = /^(deal|financing|party|source)_[a-z0-9-]{1,80}$/;

/** Streams that are read ahead for one batch; a file that names more at once has them read when they are asked for. */
const aheadMax = 2_000;

/**
 * A ledger as it stands now, for one batch of commands: what their bodies name is read ahead, in three questions instead
 * of several a line, and whatever is read is read once. To read too much or too little ahead costs time, nothing else. Kept
 * no longer than the batch; what moves meanwhile is found out when the batch is written.
 */
export const snapshotOf = async (
  log: EventLog & Pick<ManyAtOnce, 'findCommands'>,
  ledgerId: string,
  commands: readonly LineCommand[],
): Promise<EventLog> => {
  // Before anything is read.
  const lineage = log.lineage();
  const head = await log.head(ledgerId);
  const streams = streamsOf(log, ledgerId, head.position);
  const names = namesOf(log, ledgerId);
  const named = [...new Set(commands.flatMap(({ body }) => [...streamIdsIn(body.value)]))].slice(0, aheadMax);
  const sources = named.filter((id) => id.startsWith('source_'));
  const ids = new Set(commands.map(({ commandId }) => commandId).filter((id) => id !== ''));
  const [seen] = await Promise.all([
    log.findCommands(ledgerId, [...ids]),
    streams.ahead(named),
    names.ahead(sources.map((key) => ({ scope: retractedScope, key }))),
  ]);
  const outcomes = new Map(seen.map((outcome) => [outcome.commandId, outcome]));
  return {
    ...log,
    lineage: () => lineage,
    head: () => Promise.resolve(head),
    findCommand: async (_ledgerId, commandId) =>
      ids.has(commandId) ? outcomes.get(commandId) : await log.findCommand(ledgerId, commandId),
    readStreams: (_ledgerId, streamIds, upTo) => streams.read(streamIds, upTo),
    readStream: (_ledgerId, streamId, upTo) => streams.read([streamId], upTo),
    holders: (_ledgerId, asked) => names.read(asked),
  };
};

const streamsOf = (log: EventLog, ledgerId: string, head: number) => {
  const known = new Map<string, readonly StoredEvent[]>();
  const ahead = async (streamIds: readonly string[]): Promise<void> => {
    const events = new Map<string, StoredEvent[]>(streamIds.map((id) => [id, []]));
    if (streamIds.length === 0) return;
    for (const event of await log.readStreams(ledgerId, streamIds, head))
      events.get(event.streamId)?.push(event);
    for (const [id, stream] of events) known.set(id, stream);
  };
  return {
    ahead,
    read: async (streamIds: readonly string[], upTo = head): Promise<readonly StoredEvent[]> => {
      await ahead([...new Set(streamIds)].filter((id) => !known.has(id)));
      return [...new Set(streamIds)]
        .flatMap((id) => known.get(id) ?? [])
        .filter(({ position }) => position <= upTo)
        .sort((a, b) => a.position - b.position);
    },
  };
};

const namesOf = (log: EventLog, ledgerId: string) => {
  const known = new Map<string, string | undefined>();
  const ahead = async (names: readonly Reservation[]): Promise<void> => {
    if (names.length === 0) return;
    const holders = await log.holders(ledgerId, names);
    names.forEach((name, index) => known.set(nameOf(name), holders[index]));
  };
  return {
    ahead,
    read: async (names: readonly Reservation[]): Promise<readonly (string | undefined)[]> => {
      await ahead(names.filter((name) => !known.has(nameOf(name))));
      return names.map((name) => known.get(nameOf(name)));
    },
  };
};

const nameOf = ({ scope, key }: Reservation): string => `${scope} ${key}`;

/** Every text in a body that looks like the id of a stream. */
function* streamIdsIn(value: unknown): Generator<string> {
  if (typeof value === 'string' && streamIdShape.test(value)) yield value;
  if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value)) yield* streamIdsIn(part);
}
