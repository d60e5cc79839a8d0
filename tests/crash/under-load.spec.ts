import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { faultNames } from './faults.ts';
import type { FaultName } from './faults.ts';
import { randomFrom, seedOfThisRun } from './random.ts';
import { runHistory } from './run-history.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

const seed = seedOfThisRun();

const groups: Readonly<Record<string, readonly FaultName[]>> = {
  'processes that are killed': ['killWriter', 'killBackend', 'killPostmaster', 'killServer', 'restartServer'],
  'connections that end': [
    ...(['terminateBackend', 'cancelStatement', 'cutOnTheWayUp', 'cutOnTheWayDown', 'cutAll'] as const),
    ...(['refuseConnections', 'takeAllConnections'] as const),
  ],
  'everything that stands still': [
    ...(['swallowEverything', 'freezeServer', 'freezeWriter', 'holdHead', 'impatientServer'] as const),
  ],
};

describe(`Under load, seed ${String(seed)}, the log loses nothing, answers or says to ask again, and goes on by itself`, () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  }, 60_000);
  afterAll(async () => {
    await world.remove();
  });

  test.each(Object.entries(groups))(
    'through %s',
    async (_, faults) => {
      const random = randomFrom(seed);
      const plan = { writers: 2, faults: random.shuffled(faults), answersBetween: 5 };
      const counts = await runHistory(world, random, plan);
      expect(counts.violations).toEqual([]);
      expect(counts.events).toBeGreaterThan(10 * faults.length);
      expect(counts.retried).toBeGreaterThan(0);
    },
    120_000,
  );

  test('through every fault there is', () => {
    expect(Object.values(groups).flat().sort()).toEqual([...faultNames].sort());
  });
});
