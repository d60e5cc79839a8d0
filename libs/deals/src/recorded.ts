import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { Citation } from './values/citation.ts';
import type { Modality } from './values/modality.ts';
import type { PartialDate } from './values/partial-date.ts';

/** What every event carries besides its own data: who, when, why and on whose word. */
export type Envelope = {
  readonly eventId: string;
  readonly position: number;
  readonly streamId: string;
  readonly version: number;
  readonly schemaVersion: number;
  /** When it happened in the world; null for events about our own record. */
  readonly occurredOn: PartialDate | null;
  /** RFC 3339 UTC, six digits. */
  readonly recordedAt: string;
  /** Principal of the API key. */
  readonly actor: string;
  readonly commandId: string;
  readonly correlationId: string | null;
  readonly causationId: string | null;
  readonly reason: string | null;
  readonly sources: readonly Citation[];
  readonly modality: Modality;
};

/** An event on the wire and in the domain, everywhere the same. */
export type Recorded<Type extends string = string, Data = unknown> = Envelope & {
  readonly type: Type;
  readonly data: Data;
};

/** The stored payload: the part of the event that the log keeps as one JSON text. */
export type Payload = Pick<
  Recorded,
  'occurredOn' | 'actor' | 'correlationId' | 'causationId' | 'reason' | 'sources' | 'modality' | 'data'
>;

/** As stored, not lifted: `history.ts` lifts old shapes. Key order is that of the HTTP contract, so bytes are stable. */
export const recordedFrom = (stored: StoredEvent): Recorded => {
  const payload = JSON.parse(stored.payload) as Payload;
  return {
    eventId: stored.eventId,
    position: stored.position,
    streamId: stored.streamId,
    version: stored.version,
    type: stored.type,
    schemaVersion: stored.schemaVersion,
    occurredOn: payload.occurredOn,
    recordedAt: stored.recordedAt,
    actor: payload.actor,
    commandId: stored.commandId,
    correlationId: payload.correlationId,
    causationId: payload.causationId,
    reason: payload.reason,
    sources: payload.sources,
    modality: payload.modality,
    data: payload.data,
  };
};

/** The other way: an event that came over the wire, as the log would hold it in the shape it came in. */
export const storedFrom = (event: Recorded): StoredEvent => {
  const { occurredOn, actor, correlationId, causationId, reason, sources, modality, data } = event;
  const payload: Payload = {
    occurredOn,
    actor,
    correlationId,
    causationId,
    reason,
    sources,
    modality,
    data,
  };
  return {
    eventId: event.eventId,
    position: event.position,
    streamId: event.streamId,
    version: event.version,
    type: event.type,
    schemaVersion: event.schemaVersion,
    recordedAt: event.recordedAt,
    commandId: event.commandId,
    payload: JSON.stringify(payload),
  };
};
