import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { faults } from './faults.ts';
import type { FaultName } from './faults.ts';
import { randomFrom, seedOfThisRun } from './random.ts';
import { rowsOf, violations } from './violations.ts';
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

  test.each(Object.keys(faults) as FaultName[])(
    'loses nothing and goes on by itself through %s',
    async (name) => {
      const random = randomFrom(seed);
      const ledgerId = await world.newLedger();
      world.write(ledgerId);
      world.write(ledgerId);
      for (let round = 0; round < 3; round += 1) {
        await world.goesOn(20);
        await sleep(random.integer(0, 100));
        await faults[name](world, random);
      }
      await world.goesOn(20);
      const told = await world.settle();
      const rows = await rowsOf(world.ownerUrl, ledgerId);
      expect(violations(rows, told)).toEqual([]);
      const count = (k: string) => told.filter((line) => line.told === k).length;
      console.log(name, rows.length, count('answer'), count('unavailable'), count('saw'), [...new Set(told.flatMap((l) => l.told === 'unavailable' ? [`${l.written} ${l.why}`] : []))]);
    },
    120_000,
  );
});
