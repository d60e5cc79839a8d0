import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { faults } from './faults.ts';
import type { FaultName } from './faults.ts';
import { randomFrom, seedOfThisRun } from './random.ts';
import { finalLog, violationsOf } from './history-of.ts';
import type { Line } from './writing-input.ts';
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
      const lines = await world.settle();
      const final = await finalLog(world.ownerUrl, ledgerId);
      expect(violationsOf(lines, [final])).toEqual([]);
      console.log(name, final.events.length, lines.length, tally(lines));
    },
    120_000,
  );
});

const tally = (lines: readonly Line[]) => {
  const c: Record<string, number> = {};
  for (const l of lines) { const k = l.entry === 'answer' ? l.said.result + ('error' in l.said ? ` ${l.said.error}` : '') : l.entry; c[k] = (c[k] ?? 0) + 1; }
  return c;
};
