import type { Reservation } from '@dealtrail/event-sourcing/log';
import { decide, parseCommand, payloadOf, referencesOf, streamOf, type Judged } from './command.ts';
import { pointersOf, resolve } from './pointers.ts';
import type { Recorded } from './recorded.ts';
import type { CommandName } from './registry.ts';
import type { Fault, Rejection } from './rejection.ts';
import type { Ask, Context } from './slice.ts';
import { eventId, today } from './specify-slice.ts';

export type Answer =
  | { readonly answer: 'recorded'; readonly event: Recorded }
  | { readonly answer: 'unchanged' }
  | { readonly answer: 'refused'; readonly rejection: Rejection }
  | { readonly answer: 'malformed'; readonly faults: readonly Fault[] };

const keyOf = ({ scope, key }: Reservation): string => `${scope} ${key}`;

/**
 * A desk in memory, for specs that cross streams: commands go through the same door as in the house (form,
 * pointers, references, decision, names), and what they make is kept. Not the log: nothing is concurrent here.
 */
export class Desk {
  readonly events: Recorded[] = [];
  readonly names = new Map<string, string>();

  /** The history of one stream. */
  stream(streamId: string): readonly Recorded[] {
    return this.events.filter((event) => event.streamId === streamId);
  }

  record(name: CommandName, body: object, commandId = `command-${String(this.events.length + 1)}`): Answer {
    const parsed = parseCommand(name, body);
    if (!parsed.ok) return { answer: 'malformed', faults: parsed.faults };
    const targets = this.#targetsOf(parsed.command);
    if ('code' in targets) return { answer: 'refused', rejection: targets as Rejection };
    const command = resolve(parsed.command, targets);
    const rejection = this.#unmet(command);
    return rejection === undefined
      ? this.#decided(command, targets, commandId)
      : { answer: 'refused', rejection };
  }

  #targetsOf(command: Ask): Context['targets'] | Rejection {
    const targets: Record<string, Recorded> = {};
    for (const { field, pointer, by } of pointersOf(command)) {
      const target = this.events.find((event) =>
        'eventId' in by ? event.eventId === by.eventId : event.commandId === by.commandId,
      );
      if (target === undefined) return { code: 'UNKNOWN_EVENT', detail: 'was never recorded', pointer };
      targets[field] = target;
    }
    return targets;
  }

  #unmet(command: Ask): Rejection | undefined {
    for (const reference of referencesOf(command)) {
      const { pointer } = reference;
      if (reference.kind === 'exists' && this.stream(reference.streamId).length === 0)
        return { code: reference.code, detail: `${reference.streamId} was never recorded`, pointer };
      if (reference.kind === 'sourceStands' && this.names.has(`source.retracted ${reference.sourceId}`))
        return { code: 'SOURCE_RETRACTED', detail: `${reference.sourceId} is retracted`, pointer };
    }
    return undefined;
  }

  #judged(
    command: Ask,
    targets: Context['targets'],
    streams: ReadonlyMap<string, readonly Recorded[]>,
  ): Judged {
    const judged = decide(command, this.stream(streamOf(command, targets)), { today, targets, streams });
    if (judged.outcome !== 'needs') return judged;
    const more = judged.streamIds.map((streamId) => [streamId, this.stream(streamId)] as const);
    return this.#judged(command, targets, new Map([...streams, ...more]));
  }

  #decided(command: Ask, targets: Context['targets'], commandId: string): Answer {
    const judged = this.#judged(command, targets, new Map());
    if (judged.outcome === 'rejected') return { answer: 'refused', rejection: judged.rejection };
    const fact = judged.outcome === 'accepted' ? judged.events[0] : undefined;
    if (fact === undefined) return { answer: 'unchanged' };
    const streamId = streamOf(command, targets);
    const taken = fact.reserves?.find((name) => this.names.has(keyOf(name)));
    if (taken !== undefined) {
      const code = taken.scope === 'party.identifier' ? 'IDENTIFIER_TAKEN' : 'SOURCE_DUPLICATE';
      const other = this.names.get(keyOf(taken)) ?? '';
      const detail = `${taken.key} is held by ${other}`;
      return { answer: 'refused', rejection: { code, detail, pointer: taken.pointer, other } };
    }
    fact.releases?.forEach((name) => this.names.delete(keyOf(name)));
    fact.reserves?.forEach((name) => this.names.set(keyOf(name), streamId));
    const position = this.events.length + 1;
    const event: Recorded = {
      eventId: eventId(position),
      position,
      streamId,
      version: this.stream(streamId).length + 1,
      type: fact.type,
      schemaVersion: judged.schemaVersion,
      recordedAt: `2026-11-22T09:00:00.${String(position).padStart(6, '0')}Z`,
      commandId,
      ...payloadOf(command, fact, judged.occurredOn, 'analyst'),
    };
    this.events.push(event);
    return { answer: 'recorded', event };
  }
}
