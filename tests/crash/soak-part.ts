import { noCounts, sumOf } from '../soak/part.ts';
import type { SoakCounts, SoakPart } from '../soak/part.ts';
import { faultNames } from './faults.ts';
import type { FaultName } from './faults.ts';
import { randomFrom } from './random.ts';
import type { Random } from './random.ts';
import { runHistory } from './run-history.ts';
import type { HistoryPlan } from './run-history.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

const faultsMax = 6;

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

const kindsOf = (faults: readonly FaultName[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...new Set(faults)].map((name) => [name, faults.filter((fault) => fault === name).length]),
  );

/** A history that cannot even be finished is a violation too: somebody did not recover. */
const runOne = async (world: World, seed: number): Promise<SoakCounts> => {
  const random = randomFrom(seed);
  const plan = someHistory(random);
  const counted = await runHistory(world, random, plan).catch((error: unknown) => ({
    ...{ calls: 0, events: 0 },
    violations: [error instanceof Error ? error.message : String(error)],
  }));
  return {
    histories: 1,
    calls: counted.calls,
    events: counted.events,
    kills: plan.faults.length,
    kinds: kindsOf(plan.faults),
    violations: counted.violations.map(
      (text) => `crash, seed ${String(seed)} (${plan.faults.join(', ')}): ${text}`,
    ),
  };
};

/** One history after another, on one server, until the time is up; the first one has the given seed, the next that plus one. */
export const crashPart: SoakPart = {
  name: 'crash',
  run: async (until, seed) => {
    const world = await openWorld();
    let sum = noCounts;
    try {
      for (let next = seed; Date.now() < until && sum.violations.length === 0; next += 1)
        sum = sumOf([sum, await runOne(world, next)]);
    } finally {
      await world.remove();
    }
    return sum;
  },
};
