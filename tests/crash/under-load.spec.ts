import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { faultNames } from './faults.ts';
import { randomFrom, seedOfThisRun } from './random.ts';
import { runHistory } from './run-history.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

const seed = seedOfThisRun();

describe(`A log under load, seed ${String(seed)}`, () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  }, 60_000);
  afterAll(async () => {
    await world.remove();
  });

  test.each(faultNames)(
    'loses nothing and goes on by itself through %s',
    async (name) => {
      const random = randomFrom(seed);
      const counts = await runHistory(world, random, { writers: 2, faults: [name], answersBetween: 10 });
      expect(counts.violations).toEqual([]);
      expect(counts.events).toBeGreaterThan(10);
    },
    60_000,
  );
});
