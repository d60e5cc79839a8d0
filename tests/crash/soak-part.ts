import { noCounts, sumOf } from '../soak/part.ts';
import type { SoakCounts, SoakPart } from '../soak/part.ts';
import { faultNames } from './faults.ts';
import { randomFrom } from './random.ts';
import type { Random } from './random.ts';
import { runHistory } from './run-history.ts';
import type { HistoryCounts, HistoryPlan } from './run-history.ts';
import { runFullDisk } from './run-full-disk.ts';
import { runTakeover } from './run-takeover.ts';
import { smallDisks } from './small-disk.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

const faultsMax = 6;
/** Every sixth history: they take longer. */
const apartEvery = 6;

/** Everything about a history that a seed decides; the moments are the machine's. */
const someHistory = (random: Random): HistoryPlan => ({
  writers: random.integer(1, 4),
  faults: Array.from({ length: random.integer(1, faultsMax) }, () => random.oneOf(faultNames)),
  answersBetween: random.integer(1, 20),
  writing: {
    callers: random.oneOf([1, 4, 12, 40]),
    streams: random.oneOf([1, 5, 50]),
    payloadChars: random.oneOf([10, 600, 20_000]),
  },
});

const kindsOf = (faults: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...new Set(faults)].map((name) => [name, faults.filter((fault) => fault === name).length]),
  );

/** A history that cannot even be finished is a violation too: somebody did not recover. */
const counted = async (
  seed: number,
  kills: readonly string[],
  run: () => Promise<HistoryCounts>,
): Promise<SoakCounts> => {
  const { calls, events, violations } = await run().catch((error: unknown) => ({
    ...{ calls: 0, events: 0 },
    violations: [error instanceof Error ? error.message : String(error)],
  }));
  return {
    ...{ histories: 1, calls, events, kills: kills.length, kinds: kindsOf(kills) },
    violations: violations.map((text) => `crash, seed ${String(seed)} (${kills.join(', ')}): ${text}`),
  };
};

const onWorld = (world: World, seed: number): Promise<SoakCounts> => {
  const random = randomFrom(seed);
  const plan = someHistory(random);
  return counted(seed, plan.faults, () => runHistory(world, random, plan));
};

/** Those that want a server of their own. */
const apart = (seed: number, nth: number): Promise<SoakCounts> => {
  if (nth % 2 === 0) return counted(seed, ['freezeStandby', 'promoteStandby'], runTakeover);
  const how = randomFrom(seed).oneOf(smallDisks());
  return counted(seed, ['fullDisk'], () => runFullDisk(how));
};

/** One history after another, on one server, until the time is up; the first one has the given seed, the next that plus one. */
export const crashPart: SoakPart = {
  name: 'crash',
  run: async (until, seed) => {
    const world = await openWorld();
    let sum = noCounts;
    try {
      for (let nth = 0; Date.now() < until && sum.violations.length === 0; nth += 1) {
        const isApart = nth % apartEvery === apartEvery - 1;
        const next = seed + nth;
        sum = sumOf([
          sum,
          await (isApart ? apart(next, Math.floor(nth / apartEvery)) : onWorld(world, next)),
        ]);
      }
    } finally {
      await world.remove();
    }
    return sum;
  },
};
