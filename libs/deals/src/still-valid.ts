import { bookFrom } from './record/book.ts';
import type { Recorded } from './recorded.ts';
import { sliceOfEvent, type Entry } from './registry.ts';
import type { Rejection } from './rejection.ts';
import type { Ask, Context, SliceDecision } from './slice.ts';

/**
 * Whether our record stays valid when one of its events is set right or comes back. The rules judge a command when
 * it is given; a correction changes what they judged, so they are asked again: of the event itself, and of every
 * event of the stream whose rules look at others.
 */
export type Change = {
  readonly before: readonly Recorded[];
  /** The same history with the event about to be recorded at its end. */
  readonly after: readonly Recorded[];
  readonly context: Context;
};

const asked = (event: Recorded, entry: Entry): Ask => ({
  type: entry.command,
  data: event.data,
  sources: event.sources,
  modality: event.modality,
});

/** The history as it would be without one of its events. */
const without = (history: readonly Recorded[], event: Recorded): readonly Recorded[] => {
  const last = history.at(-1) ?? event;
  const retraction = { eventId: 'without', position: last.position + 1, version: last.version + 1 };
  return [
    ...history,
    { ...event, ...retraction, type: 'RecordRetracted', data: { targetEventId: event.eventId } },
  ];
};

/** What the rules say today of an event that stands, given all the others. */
const verdictOn = (
  event: Recorded,
  history: readonly Recorded[],
  context: Context,
): SliceDecision | undefined => {
  const entry = sliceOfEvent(event.type);
  if (entry === undefined) return undefined;
  return entry.decide(asked(event, entry), entry.fold(without(history, event)), context);
};

/** Said and recorded events are judged alone; only what happened is judged by what else happened. */
const looksAtOthers = (event: Recorded): boolean => {
  const entry = sliceOfEvent(event.type);
  return entry !== undefined && entry.fold !== bookFrom;
};

type Verdicts = ReadonlyMap<string, SliceDecision>;

const verdicts = (history: readonly Recorded[], also: string | undefined, context: Context): Verdicts =>
  new Map(
    bookFrom(history)
      .standing.filter((event) => event.eventId === also || looksAtOthers(event))
      .flatMap((event) => {
        const verdict = verdictOn(event, history, context);
        return verdict === undefined ? [] : [[event.eventId, verdict] as const];
      }),
  );

/** The event itself (`also`) before all others, so that a refusal speaks of what the analyst changed if it can. */
const inQuestion = (judged: Verdicts, also: string | undefined) =>
  [...judged].sort(([one], [other]) => Number(other === also) - Number(one === also));

/** The first event that the rules held valid before and do not hold valid after. */
export const firstInvalidated = (
  { before, after, context }: Change,
  also?: string,
): { readonly eventId: string; readonly rejection: Rejection } | undefined => {
  const held = verdicts(before, also, context);
  for (const [eventId, verdict] of inQuestion(verdicts(after, also, context), also))
    if (verdict.outcome === 'rejected' && held.get(eventId)?.outcome !== 'rejected')
      return { eventId, rejection: verdict.rejection };
  return undefined;
};

/** Streams that the corrected event must look at and nobody has read yet (a source's new origins). */
export const stillNeeded = ({ after, context }: Change, eventId: string): readonly string[] => {
  const event = bookFrom(after).standing.find((each) => each.eventId === eventId);
  const verdict = event === undefined ? undefined : verdictOn(event, after, context);
  return verdict?.outcome === 'needs' ? verdict.streamIds : [];
};
