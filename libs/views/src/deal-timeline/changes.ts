import { repeats } from '@dealtrail/deals/claims/source-book';
import type { SourceBook } from '@dealtrail/deals/claims/source-book';
import { standingEvents } from '@dealtrail/deals/claims/standing';
import type { Recorded } from '@dealtrail/deals/recorded';
import type { Fact } from '../facts.ts';
import { sourcesOf } from '../sources/source-book.ts';
import { noSource, sourceAfter } from '../sources/source.state.ts';
import type { SourceState } from '../sources/source.state.ts';
import type { ChangeView } from './answer.ts';
import { subjectFigures } from './subject-figures.ts';

/** Events of one stream, oldest first. */
export type Streams = ReadonlyMap<string, readonly Recorded[]>;

export const byStream = (history: readonly Recorded[]): Streams => {
  const streams = new Map<string, Recorded[]>();
  for (const event of history) {
    const stream = streams.get(event.streamId);
    if (stream === undefined) streams.set(event.streamId, [event]);
    else stream.push(event);
  }
  return streams;
};

const isSource = (streamId: string): boolean => streamId.startsWith('source_');

const sourceIn = (sourceId: string, history: readonly Recorded[]): SourceState =>
  (standingEvents(history) as readonly Fact[]).reduce(sourceAfter, noSource(sourceId));

/** The sources while their events are taken: each answers with those whose word may weigh otherwise than before. */
const sourcesTold = () => {
  const histories = new Map<string, Recorded[]>();
  const states = new Map<string, SourceState>();
  let book: SourceBook = new Map();
  return {
    book: () => book,
    take: (event: Recorded): ReadonlySet<string> => {
      const { streamId: sourceId } = event;
      const history = [...(histories.get(sourceId) ?? []), event];
      histories.set(sourceId, history);
      states.set(sourceId, sourceIn(sourceId, history));
      const before = book;
      book = sourcesOf(states);
      return new Set([sourceId, ...repeats(before, sourceId), ...repeats(book, sourceId)]);
    },
  };
};

/**
 * What each event up to a position did to the current figures, by event id: those of its own stream, or where it speaks
 * of a source those of every subject that is told about. Events are taken once, in the order recorded; what a figure
 * was before an event is what it was after the last one that touched it.
 */
export const changesIn = (
  streams: Streams,
  effectiveAt: string,
  until: number,
): ReadonlyMap<string, readonly ChangeView[]> => {
  const ids = [...streams.keys()].filter((streamId) => !isSource(streamId));
  const subjects = new Map(ids.map((id) => [id, subjectFigures(id, effectiveAt)]));
  const told = sourcesTold();
  const changesBy = (event: Recorded): readonly ChangeView[] => {
    const subject = subjects.get(event.streamId);
    if (subject !== undefined) return subject.take(event, told.book());
    const touched = told.take(event);
    return [...subjects.values()].flatMap((each) => each.judge(touched, told.book()));
  };
  const inOrder = [...streams.values()].flat().toSorted((a, b) => a.position - b.position);
  const wanted = inOrder.filter(({ position }) => position <= until);
  return new Map(wanted.map((event) => [event.eventId, changesBy(event)]));
};
