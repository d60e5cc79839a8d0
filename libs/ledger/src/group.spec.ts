import { describe, expect, test } from '@jest/globals';
import type { Append, Requirement, Reservation } from '@dealtrail/event-sourcing/log';
import fc from 'fast-check';
import { footprint, nothingTouched } from './footprint.ts';
import { takeGroup } from './group.ts';

const limits = { countMax: 8, payloadCharsMax: 100, looksMax: 32 };

const name = fc.constantFrom('a', 'b', 'c', 'd');
const reservation: fc.Arbitrary<Reservation> = fc.record({ scope: fc.constant('s'), key: name });
const requirement: fc.Arbitrary<Requirement> = fc.oneof(
  name.map((streamId) => ({ kind: 'streamExists', streamId }) as const),
  reservation.map((one) => ({ kind: 'free', ...one }) as const),
);
const append: fc.Arbitrary<Append> = fc.record({
  ledgerId: fc.constant('main'),
  streamId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  expectedVersion: fc.constantFrom(0, 'any' as const),
  commandId: fc.integer({ min: 0, max: 15 }).map((n) => `command-${String(n)}`),
  fingerprint: fc.constant('0'.repeat(64)),
  event: fc.record({
    eventId: fc.uuid(),
    type: fc.constant('Probe'),
    schemaVersion: fc.constant(1),
    payload: fc.constantFrom('1', 'x'.repeat(60)),
  }),
  requires: fc.array(requirement, { maxLength: 2 }),
  reserves: fc.array(reservation, { maxLength: 1 }),
  releases: fc.array(reservation, { maxLength: 1 }),
});
const queue = fc.array(
  append.map((one) => ({ append: one })),
  { minLength: 1, maxLength: 40 },
);

/** Told independently of `meets`: the set of names whose order tells. */
const meet = (one: Append, other: Append): boolean => {
  const [a, b] = [footprint(one), footprint(other)];
  const meetOneWay = (x: typeof a, y: typeof a) =>
    x.writes.some((name) => [...y.reads, ...y.writes, ...y.adds].includes(name)) ||
    x.adds.some((name) => y.reads.includes(name));
  return meetOneWay(a, b) || meetOneWay(b, a);
};

describe('A group', () => {
  test('holds no two appends of which one writes what the other reads or writes, but adds to one stream', () => {
    fc.assert(
      fc.property(queue, (waiting) => {
        const { group } = takeGroup(waiting, limits);
        for (const [index, one] of group.entries()) {
          for (const other of group.slice(index + 1)) expect(meet(one.append, other.append)).toBe(false);
        }
      }),
    );
  });

  test('holds nothing that has to do with what is on its way already', () => {
    fc.assert(
      fc.property(queue, queue, (away, waiting) => {
        const ahead = nothingTouched();
        for (const one of away) ahead.include(footprint(one.append));
        const { group, rest } = takeGroup(waiting, limits, [ahead]);
        expect(group.length + rest.length).toBe(waiting.length);
        for (const one of group) expect(away.some((other) => meet(one.append, other.append))).toBe(false);
      }),
    );
  });

  test('lets nothing overtake what it touches, and loses nothing', () => {
    fc.assert(
      fc.property(queue, (waiting) => {
        const { group, rest } = takeGroup(waiting, limits);
        expect([...group, ...rest].sort((a, b) => waiting.indexOf(a) - waiting.indexOf(b))).toEqual(waiting);
        for (const late of group) {
          const passed = rest.filter((one) => waiting.indexOf(one) < waiting.indexOf(late));
          expect(passed.some((one) => meet(one.append, late.append))).toBe(false);
        }
      }),
    );
  });

  test('stays within its limits, and is never empty', () => {
    fc.assert(
      fc.property(queue, (waiting) => {
        const { group } = takeGroup(waiting, limits);
        const chars = group.reduce((sum, one) => sum + (one.append.event?.payload.length ?? 0), 0);
        expect(group.length).toBeGreaterThanOrEqual(1);
        expect(group.length).toBeLessThanOrEqual(limits.countMax);
        expect(group.length === 1 || chars <= limits.payloadCharsMax).toBe(true);
      }),
    );
  });

  test('of a queue for one stream at one version is its first append, and looks no further than the limit', () => {
    const hot = Array.from({ length: 100 }, (_, index) => ({
      append: { ...waitingFor('hot'), commandId: `c${String(index)}` },
    }));
    const behind = { append: waitingFor('quiet') };
    expect(takeGroup([...hot, behind], limits).group).toEqual([hot[0]]);
    expect(takeGroup([...hot.slice(0, 9), behind], limits).group).toEqual([hot[0], behind]);
  });
});

const waitingFor = (streamId: string): Append => ({
  ledgerId: 'main',
  streamId,
  expectedVersion: 0,
  commandId: 'command',
  fingerprint: '0'.repeat(64),
  event: { eventId: 'event', type: 'Probe', schemaVersion: 1, payload: '1' },
  requires: [],
  reserves: [],
  releases: [],
});
