import type { Recorded } from '@dealtrail/deals/recorded';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { claims } from '../claims/claims.ts';
import type { ClaimValue } from '../figure-view.ts';
import { compareText } from '../order.ts';
import { currentFigures } from '../ranking.ts';
import { sourcesOf } from '../sources/source-book.ts';
import { sources } from '../sources/source-view.ts';
import type { ChangeView } from './answer.ts';

type Current = ReadonlyMap<string, ClaimValue>;

/** Events of one stream, oldest first. */
type Streams = ReadonlyMap<string, readonly StoredEvent[]>;

export const byStream = (history: readonly StoredEvent[]): Streams => {
  const streams = new Map<string, StoredEvent[]>();
  for (const event of history) {
    const stream = streams.get(event.streamId);
    if (stream === undefined) streams.set(event.streamId, [event]);
    else stream.push(event);
  }
  return streams;
};

const isSource = (streamId: string): boolean => streamId.startsWith('source_');

const upTo = (events: readonly StoredEvent[], position: number): readonly StoredEvent[] =>
  events.filter((event) => event.position <= position);

/**
 * What each event did to the current figures: those of its own stream, or where it speaks of a source those of every
 * subject that is told about. A figure is folded and ranked as it stood just before the event and just after it.
 */
export const changesIn = (
  streams: Streams,
  effectiveAt: string,
): ((event: Recorded) => readonly ChangeView[]) => {
  const subjects = [...streams.keys()].filter((streamId) => !isSource(streamId));
  const sourceStreams = [...streams].filter(([streamId]) => isSource(streamId));
  const known = new Map<string, Current>();

  const currentAt = (subject: string, position: number): Current => {
    const history = upTo(streams.get(subject) ?? [], position);
    const told = sourceStreams.map(([sourceId, events]) => [sourceId, upTo(events, position)] as const);
    const key = [subject, history.length, ...told.map(([, events]) => events.length)].join(' ');
    const current = known.get(key) ?? figuresOf(history, told, effectiveAt);
    known.set(key, current);
    return current;
  };

  return ({ streamId, position }) =>
    (isSource(streamId) ? subjects : [streamId]).flatMap((subject) =>
      differences(subject, currentAt(subject, position - 1), currentAt(subject, position)),
    );
};

const figuresOf = (
  history: readonly StoredEvent[],
  told: readonly (readonly [string, readonly StoredEvent[]])[],
  effectiveAt: string,
): Current => {
  if (history.length === 0) return new Map();
  const book = sourcesOf(
    new Map(
      told.flatMap(([id, events]) => (events.length === 0 ? [] : [[id, sources.fold(events)] as const])),
    ),
  );
  const figures = currentFigures(claims.fold(history), book, effectiveAt);
  return new Map(figures.map(({ path, value }) => [path, value]));
};

const differences = (subject: string, before: Current, after: Current): readonly ChangeView[] =>
  [...new Set([...before.keys(), ...after.keys()])].toSorted(compareText).flatMap((path) => {
    const [was, is] = [before.get(path) ?? null, after.get(path) ?? null];
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ subject, path, before: was, after: is }];
  });
