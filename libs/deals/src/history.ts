import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { knowing, upcasting, type Chain, type Step } from '@dealtrail/event-sourcing/upcasting';
import { recordedFrom, type Recorded } from './recorded.ts';
import { slices, type Entry, type EventType } from './registry.ts';

/** By event type and the version that a step lifts. */
export type Steps = Partial<Record<EventType, Readonly<Record<number, Step>>>>;

/**
 * How old shapes become today's, by event type: `steps[n]` lifts the data of version n to n + 1. Whoever changes
 * the fields of a slice raises its `schemaVersion`, adds the step here and the old shape to the golden file
 * (tests/history). No shape has changed yet.
 */
const steps: Steps = {};

/** The chain of every event type, whose newest version is the one its slice writes. */
export const chains: Readonly<Record<string, Chain>> = Object.fromEntries(
  Object.values<Entry>(slices).map(({ event, schemaVersion }) => [
    event,
    { current: schemaVersion, steps: steps[event as EventType] ?? {} },
  ]),
);

const lift = upcasting(chains);

/** An event as the domain and the wire know it: read from the log and lifted to today's shape. */
export const recordedOf = (stored: StoredEvent): Recorded => lift(recordedFrom(stored));

const chainOf = knowing(chains);

/** Throws where `recordedOf` would, for whoever needs nothing of what the event says. */
export const checkKnown = (stored: StoredEvent): void => {
  chainOf(stored);
};
