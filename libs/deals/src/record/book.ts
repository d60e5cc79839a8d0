import { reject } from '@dealtrail/event-sourcing/decider';
import { standing, type Effective } from '../claims/standing.ts';
import type { Recorded } from '../recorded.ts';

/** A stream as our record holds it: what stands, as it stands, and every event by its id. */
export type Book = {
  /** Corrected, with the sources cited later, without what is retracted; oldest first. */
  readonly standing: readonly Recorded[];
  readonly entries: ReadonlyMap<string, Effective>;
};

/** The book of one stream from its history, oldest event first. */
export const bookFrom = (history: readonly Recorded[]): Book => {
  const entries = standing(history);
  return {
    standing: entries.filter(({ retractedBy }) => retractedBy === null).map(({ event }) => event),
    entries: new Map(entries.map((entry) => [entry.original.eventId, entry])),
  };
};

export type Target = {
  readonly event: Recorded;
  readonly stands: boolean;
  readonly retractedBy: string | null;
};

/** The event pointed at, as it stands. Throws when it is not of this stream: the door reads the target's own stream. */
export const targetIn = (book: Book, eventId: string): Target => {
  const entry = book.entries.get(eventId);
  if (entry === undefined) throw new Error(`event ${eventId} is not of the stream it was looked for in`);
  return { event: entry.event, stands: entry.retractedBy === null, retractedBy: entry.retractedBy };
};

export const targetRetracted = ({ event, retractedBy }: Target, pointer = '/targetEventId') =>
  reject({
    code: 'TARGET_RETRACTED' as const,
    detail: `event ${event.eventId} is retracted: point at one that stands, or retract the retraction first`,
    pointer,
    other: retractedBy ?? event.eventId,
  });
