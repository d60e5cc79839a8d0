import { decide, parseCommand, payloadOf, streamOf } from '@dealtrail/deals/command';
import { recordedOf } from '@dealtrail/deals/history';
import { pointersOf, resolve } from '@dealtrail/deals/pointers';
import type { Recorded } from '@dealtrail/deals/recorded';
import type { CommandName } from '@dealtrail/deals/registry';
import type { Context } from '@dealtrail/deals/slice';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { idAt } from '@dealtrail/views/specify-view';

/** A command as in an import file. */
export type Line = { readonly command: string; readonly idempotencyKey?: string } & Readonly<
  Record<string, unknown>
>;

/** The events that these commands make, one after the other, without a database; a refusal throws. */
export const recordAll = (lines: readonly Line[]): readonly StoredEvent[] => {
  const events: StoredEvent[] = [];
  for (const line of lines) {
    const event = eventOf(line, events);
    if (event !== undefined) events.push(event);
  }
  return events;
};

const eventOf = (line: Line, events: readonly StoredEvent[]): StoredEvent | undefined => {
  const { command: name, idempotencyKey: commandId = `command-${String(events.length + 1)}`, ...body } = line;
  const parsed = parseCommand(name as CommandName, body);
  if (!parsed.ok) throw new Error(`${commandId}: ${JSON.stringify(parsed.faults)}`);
  const targets = targetsOf(parsed.command, events);
  const command = resolve(parsed.command, targets);
  const streamId = streamOf(command, targets);
  const streams = new Map<string, readonly Recorded[]>();
  const history = streamOfEvents(streamId, events);
  const context = { today: '2026-11-22', targets, streams };
  let decision = decide(command, history, context);
  while (decision.outcome === 'needs') {
    for (const id of decision.streamIds) streams.set(id, streamOfEvents(id, events));
    decision = decide(command, history, context);
  }
  if (decision.outcome === 'rejected') throw new Error(`${commandId}: ${JSON.stringify(decision.rejection)}`);
  const [fact] = decision.events;
  if (fact === undefined) return undefined;
  const position = events.length + 1;
  return {
    eventId: idAt(position),
    type: fact.type,
    schemaVersion: decision.schemaVersion,
    payload: JSON.stringify(payloadOf(command, fact, decision.occurredOn, 'analyst')),
    position,
    streamId,
    version: history.length + 1,
    recordedAt: `2026-11-01T09:00:00.${String(position).padStart(6, '0')}Z`,
    commandId,
  };
};

const streamOfEvents = (streamId: string, events: readonly StoredEvent[]): readonly Recorded[] =>
  events.filter((event) => event.streamId === streamId).map(recordedOf);

const targetsOf = (
  command: Parameters<typeof pointersOf>[0],
  events: readonly StoredEvent[],
): Context['targets'] =>
  Object.fromEntries(
    pointersOf(command).map(({ field, by }) => {
      const found = events.find((event) =>
        'eventId' in by ? event.eventId === by.eventId : event.commandId === by.commandId,
      );
      if (found === undefined) throw new Error(`${field} points at nothing: ${JSON.stringify(by)}`);
      return [field, recordedOf(found)];
    }),
  );
