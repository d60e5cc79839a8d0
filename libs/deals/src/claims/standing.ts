import type { Recorded } from '../recorded.ts';
import type { Citation } from '../values/citation.ts';
import type { EventId } from '../values/ids.ts';
import type { PartialDate } from '../values/partial-date.ts';
import { changedAt, valueAt } from './data-path.ts';

export type Change = { readonly path: string; readonly to: unknown };

/** What an event about our own record says: which event it speaks of, and for a correction what changes. */
type RecordData = { readonly targetEventId: EventId; readonly changes?: readonly Change[] };

export type Correction = {
  readonly eventId: EventId;
  readonly position: number;
  /** As they stand: a correction can itself be corrected. */
  readonly changes: readonly Change[];
};

export type Cited = {
  readonly eventId: EventId;
  readonly position: number;
  readonly sources: readonly Citation[];
};

/** One event with everything our record later said about it. */
export type Effective = {
  /** As it stands today: corrected data and date, and the sources added to it by later citations. */
  readonly event: Recorded;
  /** As it was recorded. */
  readonly original: Recorded;
  /** The retraction that stands against it; a retraction that was itself retracted does not. */
  readonly retractedBy: EventId | null;
  /** Standing corrections, in the order recorded. */
  readonly corrections: readonly Correction[];
  /** Standing citations, in the order recorded. */
  readonly citations: readonly Cited[];
};

/** Where each type of event says when it happened; the same field that its command's `occurredOn` reads. */
const dateFields: Readonly<Record<string, string>> = {
  DealAnnounced: 'announcedOn',
  DealSigned: 'signedOn',
  PrepaymentReceived: 'receivedOn',
  FinancingAnnounced: 'announcedOn',
  FinancingClosed: 'closedOn',
  FinancingRated: 'ratedOn',
  PartyRenamed: 'effectiveOn',
  StockMoveRecorded: 'window.tradingDate',
  TermReported: 'asOf',
  AssessmentRecorded: 'assessedOn',
  ReportDenied: 'deniedOn',
};

/** A date that a correction took away is unknown to us again; a date that was never there changes nothing. */
const occurredOnAfter = (event: Recorded, data: unknown): PartialDate | null => {
  const field = dateFields[event.type];
  if (field === undefined) return event.occurredOn;
  const [before, after] = [event.data, data].map((each) => valueAt(each, field) as PartialDate | undefined);
  return after ?? (before === undefined ? event.occurredOn : null);
};

const corrected = (event: Recorded, corrections: readonly Correction[]): Recorded => {
  if (corrections.length === 0) return event;
  const data = corrections
    .flatMap(({ changes }) => changes)
    .reduce((before, { path, to }) => changedAt(before, path, to) ?? before, event.data);
  return { ...event, data, occurredOn: occurredOnAfter(event, data) };
};

const citationKey = ({ sourceId, locator }: Citation): string => JSON.stringify([sourceId, locator]);

/** Each citation once, in the order first given. */
export const mergedCitations = (...lists: readonly (readonly Citation[])[]): readonly Citation[] => [
  ...new Map(lists.flat().map((citation) => [citationKey(citation), citation])).values(),
];

const cited = (event: Recorded, citations: readonly Cited[]): Recorded =>
  citations.length === 0
    ? event
    : { ...event, sources: mergedCitations(event.sources, ...citations.map(({ sources }) => sources)) };

type Said = { readonly corrections: Correction[]; readonly citations: Cited[]; retractedBy: EventId | null };

const noteOf = (event: Recorded, said: Said): void => {
  const { eventId, position, sources } = event;
  switch (event.type) {
    case 'RecordCorrected':
      said.corrections.unshift({ eventId, position, changes: (event.data as RecordData).changes ?? [] });
      return;
    case 'RecordCited':
      said.citations.unshift({ eventId, position, sources });
      return;
    case 'RecordRetracted':
      said.retractedBy = eventId;
      return;
    default: // Every other type speaks of the world, not of one of our records.
  }
};

/** True for an event about our own record: it changes how an earlier event stands. */
export const speaksOfRecord = ({ type }: Recorded): boolean =>
  ['RecordCorrected', 'RecordCited', 'RecordRetracted'].includes(type);

const targetOf = (event: Recorded): EventId | undefined =>
  speaksOfRecord(event) ? (event.data as RecordData).targetEventId : undefined;

/**
 * A stream's history as it stands: what was corrected, retracted and cited, each with its links. An event speaks
 * only of earlier ones, so the history is judged from its end: whoever is met has already been judged by all that
 * was said of it, which makes a retraction of a retraction (or of a correction) restore what stood before.
 *
 * @param history one whole stream, oldest first; retracted events stay in the answer and say so
 */
export const standing = (history: readonly Recorded[]): readonly Effective[] => {
  const saidOf = new Map<EventId, Said>();
  const effective = history.toReversed().map((original): Effective => {
    const said = saidOf.get(original.eventId) ?? { corrections: [], citations: [], retractedBy: null };
    const event = cited(corrected(original, said.corrections), said.citations);
    const target = targetOf(event);
    if (said.retractedBy === null && target !== undefined) {
      const before = saidOf.get(target) ?? { corrections: [], citations: [], retractedBy: null };
      noteOf(event, before);
      saidOf.set(target, before);
    }
    return { event, original, ...said };
  });
  return effective.toReversed();
};

/** The events that stand, as they stand: what the deciders and the views fold. */
export const standingEvents = (history: readonly Recorded[]): readonly Recorded[] =>
  standing(history).flatMap(({ event, retractedBy }) => (retractedBy === null ? [event] : []));
