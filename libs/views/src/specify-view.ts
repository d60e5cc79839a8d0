import type { Recorded } from '@dealtrail/deals/recorded';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { EventType } from '@dealtrail/deals/registry';
import type { FactOf } from './facts.ts';

/** An event of a spec's history; everything else is filled in where the spec does not care. */
export type Past<Type extends EventType = EventType> = {
  readonly [Each in Type]: {
    readonly type: Each;
    readonly streamId: string;
    readonly data: FactOf<Each>['data'];
  } & Partial<Pick<Recorded, 'sources' | 'modality' | 'reason' | 'occurredOn'>>;
}[Type];

/** The id of the event at a position: what a spec points at. */
export const idAt = (position: number): string =>
  `0198c000-0000-7000-8000-${String(position).padStart(12, '0')}`;

/** A ledger's events from position 1 on, as the log would hold them. */
export const storedEvents = (pasts: readonly Past[]): readonly StoredEvent[] => {
  const versions = new Map<string, number>();
  return pasts.map(({ type, streamId, data, ...more }, index) => {
    const version = (versions.get(streamId) ?? 0) + 1;
    versions.set(streamId, version);
    const position = index + 1;
    return {
      eventId: idAt(position),
      type,
      schemaVersion: 1,
      payload: JSON.stringify({
        occurredOn: more.occurredOn ?? null,
        actor: 'analyst',
        correlationId: null,
        causationId: null,
        reason: more.reason ?? null,
        sources: more.sources ?? [],
        modality: more.modality ?? 'stated',
        data,
      }),
      position,
      streamId,
      version,
      recordedAt: `2026-11-01T09:00:00.${String(position).padStart(6, '0')}Z`,
      commandId: `command-${String(position)}`,
    };
  });
};
