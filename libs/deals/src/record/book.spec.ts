import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Recorded } from '../recorded.ts';
import { eventId, recordedAs, type Past } from '../specify-slice.ts';
import { bookFrom, grown } from './book.ts';

/** Few words and few targets, so that events repeat, correct and retract each other. */
const target = fc.integer({ min: 1, max: 6 }).map(eventId);
const move = fc.record({
  type: fc.constant('StockMoveRecorded'),
  data: fc.record({ note: fc.constantFrom('a', 'b', 'c') }),
});
const past: fc.Arbitrary<Past> = fc.oneof(
  { weight: 4, arbitrary: move },
  fc.record({
    type: fc.constant('AssessmentRecorded'),
    data: fc.record({ note: fc.constantFrom('a', 'b') }),
  }),
  fc.record({
    type: fc.constantFrom('RecordRetracted', 'RecordCited'),
    data: fc.record({ targetEventId: target }),
    sources: fc.constant([{ sourceId: 'source_b' }]),
  }),
  fc.record({
    type: fc.constant('RecordCorrected'),
    data: fc.record({
      targetEventId: target,
      changes: fc.constantFrom('a', 'b', 'c').map((to) => [{ path: 'note', to }]),
    }),
  }),
);

/** An event speaks only of earlier ones. */
const history = fc
  .array(past, { maxLength: 12 })
  .map((pasts) =>
    recordedAs('deal_a', pasts).filter(
      ({ data, eventId: id }) => ((data as { readonly targetEventId?: string }).targetEventId ?? '') < id,
    ),
  );

const texts = ['a', 'b', 'c', 'd'].flatMap((note) =>
  ['StockMoveRecorded', 'AssessmentRecorded'].map(
    (type) => ({ type, data: { note }, modality: 'stated' }) as const,
  ),
);

/** All that a book can be asked. */
const told = (events: readonly Recorded[]) => {
  const book = bookFrom(events);
  return {
    standing: book.standing,
    entries: Array.from({ length: 14 }, (_, index) => book.entries.get(eventId(index + 1))),
    said: texts.map(book.said),
  };
};

const afresh = (events: readonly Recorded[]) => told([...events]);

const grownFrom = (events: readonly Recorded[], first: number): readonly Recorded[] =>
  events.slice(first).reduce(grown, events.slice(0, first));

describe('a history with one more event', () => {
  test('has the book of an equal history, wherever it was looked at before', () => {
    fc.assert(
      fc.property(history, fc.array(fc.nat({ max: 12 }), { maxLength: 4 }), (events, looks) => {
        let along: readonly Recorded[] = [];
        for (const [index, event] of events.entries()) {
          if (looks.includes(index)) expect(told(along)).toEqual(afresh(along));
          else bookFrom(along);
          along = grown(along, event);
        }
        expect(along).toEqual(events);
        expect(told(along)).toEqual(afresh(events));
      }),
      { numRuns: 300 },
    );
  });

  test('leaves the book of the history before it as it was', () => {
    fc.assert(
      fc.property(history, fc.nat({ max: 12 }), (events, first) => {
        const before = events.slice(0, first);
        const book = bookFrom(before);
        const after = events.slice(first).reduce(grown, before);
        expect(told(after)).toEqual(afresh(events));
        expect(bookFrom(before)).toBe(book);
        expect(told(before)).toEqual(afresh(before));
      }),
      { numRuns: 300 },
    );
  });

  test('can go on in two ways, and each knows nothing of the other', () => {
    fc.assert(
      fc.property(history, history, fc.nat({ max: 12 }), (one, other, first) => {
        const before = one.slice(0, first);
        bookFrom(before);
        const left = one.slice(first);
        const right = recordedAs('deal_a', [...before, ...other]).slice(before.length);
        const wayLeft = left.reduce(grown, before);
        const wayRight = right.reduce(grown, before);
        expect(told(wayRight)).toEqual(afresh([...before, ...right]));
        expect(told(wayLeft)).toEqual(afresh(one));
      }),
      { numRuns: 300 },
    );
  });

  test('finds the first and the last news of a long one', () => {
    const events = recordedAs(
      'deal_a',
      Array.from({ length: 2_000 }, (_, index) => ({
        type: 'StockMoveRecorded',
        data: { note: String(index) },
      })),
    );
    const { said } = bookFrom(grownFrom(events, 1));
    const found = ['0', '1999', '2000'].map((note) =>
      said({ type: 'StockMoveRecorded', data: { note }, modality: 'stated' }),
    );
    expect(found).toEqual([events[0], events[1_999], undefined]);
  });
});
