import { recordedOf } from '@dealtrail/deals/history';
import type { Recorded } from '@dealtrail/deals/recorded';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { dealCurrentAnswer } from '../deal-current/deal-answer.ts';
import type { Reader } from '../reader.ts';
import { sources } from '../sources/source-view.ts';
import type { SourceState } from '../sources/source.state.ts';
import type { DealDiffAnswer, DiffEvent, FieldChange } from './answer.ts';
import { differencesOf, fieldsOf } from './fields.ts';
import type { Fields } from './fields.ts';
import { growingReader } from './growing-reader.ts';
import { watched } from './touched.ts';

/** 500: events between the two bases that bear on the deal. Each has the deal judged anew, which takes milliseconds. */
export const diffEventsMax = 500;

export type DealDiff =
  | { readonly result: 'found'; readonly answer: DealDiffAnswer }
  /** Nobody had recorded the deal by the later basis. */
  | { readonly result: 'unknown' }
  /** More events than the limit: up to `position` they are just so many. */
  | { readonly result: 'tooWide'; readonly events: number; readonly position: number };

/**
 * What changed in the answer about a deal between two bases, field by field, and with which events.
 *
 * The events between the bases that bear on the answer, in whichever stream they lie, are taken one by one, and the deal
 * is asked after each; before the first of them, the day of the world moves. A field that differs between the bases
 * names every event with which it changed. One that changed and changed back is no difference.
 *
 * @param from not after `to`, in the same ledger
 * @param breathe awaited between two events, so that a long diff leaves others their turn
 */
export const dealDiff = async (
  from: Reader,
  to: Reader,
  dealId: string,
  breathe: () => Promise<void> = () => Promise.resolve(),
): Promise<DealDiff> => {
  const [earlier, later] = [watched(from), watched(to)];
  const [before, after] = [
    fieldsOf(await dealCurrentAnswer(earlier.reader, dealId)),
    await dealCurrentAnswer(later.reader, dealId),
  ];
  if (after === undefined) return { result: 'unknown' };
  const told = await to.history([...new Set([...earlier.streams, ...later.streams])].toSorted());
  const events = told.filter(({ position }) => position > from.position);
  const last = events[diffEventsMax - 1];
  if (events.length > diffEventsMax && last !== undefined)
    return { result: 'tooWide', events: events.length, position: last.position };
  const steps = await stepsThrough(
    { ...{ from, to, dealId, events }, past: told.slice(0, told.length - events.length) },
    breathe,
  );
  const eventOf = await describing(
    to,
    steps.flatMap(({ event }) => event ?? []),
  );
  const changes = differencesOf(before, fieldsOf(after)).map((difference): FieldChange => {
    const touching = steps.filter(({ paths }) => paths.has(difference.path));
    return {
      ...difference,
      by: touching.flatMap(({ event }) => (event === undefined ? [] : [eventOf(event)])),
      byEffectiveAt: touching.some(({ event }) => event === undefined),
    };
  });
  return { result: 'found', answer: { dealId, changes } };
};

type Way = {
  readonly from: Reader;
  readonly to: Reader;
  readonly dealId: string;
  readonly past: readonly StoredEvent[];
  readonly events: readonly StoredEvent[];
};

/** What changed with one event, or (without one) with the day of the world. */
type Step = { readonly event?: Recorded; readonly paths: ReadonlySet<string> };

const stepsThrough = async (
  { from, to, dealId, past, events }: Way,
  breathe: () => Promise<void>,
): Promise<readonly Step[]> => {
  const world = growingReader(to.ledgerId, past);
  const fieldsAt = async (day: string): Promise<Fields> =>
    fieldsOf(await dealCurrentAnswer(world.at(day), dealId));
  let before = await fieldsAt(from.effectiveAt);
  const stepTo = (after: Fields, event?: Recorded): Step => {
    const paths = new Set(differencesOf(before, after).map(({ path }) => path));
    before = after;
    return { paths, ...(event === undefined ? {} : { event }) };
  };
  const steps = [stepTo(await fieldsAt(to.effectiveAt))];
  for (const event of events) {
    await breathe();
    world.take(event);
    steps.push(stepTo(await fieldsAt(to.effectiveAt), recordedOf(event)));
  }
  return steps;
};

/** Whose word an event rests on is named as the later basis knows it. */
const describing = async (
  to: Reader,
  events: readonly Recorded[],
): Promise<(event: Recorded) => DiffEvent> => {
  const cited = events.flatMap((event) => event.sources.map(({ sourceId }) => sourceId));
  const named: ReadonlyMap<string, SourceState> = await to.states(sources, [...new Set(cited)].toSorted());
  return ({ eventId, position, type, streamId, recordedAt, actor, reason, sources: citations }) => ({
    ...{ eventId, position, type, streamId, recordedAt, actor, reason },
    sources: citations.map(({ sourceId, locator }) => {
      const registered = named.get(sourceId)?.registered;
      return {
        sourceId,
        publisher: registered?.publisher ?? null,
        title: registered?.title ?? null,
        locator: locator ?? null,
      };
    }),
  });
};
