import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkHistory } from './check-history.ts';
import { faults } from './faults.ts';
import { goodHistory } from './good-histories.ts';
import { gardenOf } from './planting.ts';
import { violationNames } from './violation.ts';

describe('The checker of histories', () => {
  test('finds nothing in what a log that keeps its word leaves', () => {
    fc.assert(
      fc.property(goodHistory, (entries) => {
        expect(checkHistory(entries)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  const all = violationNames.flatMap((name) =>
    Object.entries(faults[name]).map(([title, plant]) => ({ name, title, plant })),
  );

  test.each(all)('names $name: $title', ({ name, plant }) => {
    fc.assert(
      fc.property(goodHistory, fc.nat(), (entries, roll) => {
        const garden = gardenOf(entries, roll);
        const damaged = garden && plant(garden);
        fc.pre(damaged !== undefined);
        expect(checkHistory(damaged).map((violation) => violation.name)).toContain(name);
      }),
      { numRuns: 25, maxSkipsPerRun: 500 },
    );
  });
});
