import { describe, expect, test } from '@jest/globals';
import type { Append } from '@dealtrail/event-sourcing/log';
import fc from 'fast-check';
import { payloadCharsMax, runsOf } from './append-together.ts';
import { footprint, nothingTouched } from './footprint.ts';

const few = fc.integer({ min: 1, max: 5 }).map(String);
const reservation = few.map((key) => ({ scope: 'name', key }));
const append: fc.Arbitrary<Append> = fc.record({
  ...{
    ledgerId: fc.constant('main'),
    fingerprint: fc.constant('0'.repeat(64)),
    expectedVersion: fc.constantFrom(1, 'any' as const),
  },
  ...{ streamId: few, commandId: fc.uuid(), reserves: fc.array(reservation, { maxLength: 1 }) },
  ...{
    releases: fc.constant([]),
    requires: fc.array(
      few.map((streamId) => ({ kind: 'streamExists', streamId })),
      { maxLength: 2 },
    ),
  },
  event: fc.constant({ eventId: '', type: 'T', schemaVersion: 1, payload: '{}' }),
});

const meet = (one: Append, other: Append): boolean => {
  const touched = nothingTouched();
  touched.include(footprint(one));
  return touched.meets(footprint(other));
};

describe('runs of appends', () => {
  test('keep the order, and what meets is never judged side by side', () => {
    fc.assert(
      fc.property(fc.array(append, { maxLength: 30 }), (appends) => {
        const runs = runsOf(appends);
        expect(runs.flat()).toEqual(appends);
        for (const run of runs)
          for (const [index, one] of run.entries())
            expect(run.slice(index + 1).some((other) => meet(one, other))).toBe(false);
        // No run ends without need: the next begins with what meets one of it.
        runs.slice(1).forEach((run, index) => {
          expect(runs[index]?.some((one) => run[0] !== undefined && meet(one, run[0]))).toBe(true);
        });
      }),
    );
  });

  test('are at most as long as a group', () => {
    const [one] = fc.sample(append, 1);
    if (one === undefined) throw new Error('a sample of one has one');
    const many = Array.from({ length: 1_200 }, (_, index) => ({
      ...one,
      ...{ streamId: `s${String(index)}`, commandId: `c${String(index)}`, reserves: [], requires: [] },
    }));
    expect(runsOf(many).map(({ length }) => length)).toEqual([512, 512, 176]);
  });

  test('of large payloads are shorter, so that no statement grows without bound', () => {
    const [one] = fc.sample(append, 1);
    if (one?.event === undefined) throw new Error('a sample of one has one, with an event');
    const event = { ...one.event, payload: JSON.stringify('x'.repeat(payloadCharsMax / 4 - 2)) };
    const many = Array.from({ length: 10 }, (_, index) => ({
      ...{ ...one, event },
      ...{ streamId: `s${String(index)}`, commandId: `c${String(index)}`, reserves: [], requires: [] },
    }));
    expect(runsOf(many).map(({ length }) => length)).toEqual([4, 4, 2]);
  });
});
