import { randomFrom } from '../crash/random.ts';
import { noCounts, sumOf } from '../soak/part.ts';
import type { SoakCounts, SoakPart } from '../soak/part.ts';
import { runBuilds } from './run-builds.ts';
import type { BuildsRun } from './run-builds.ts';

const kindsOf = (names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...new Set(names)].map((name) => [name, names.filter((each) => each === name).length]));

/** One that cannot be finished is a violation too: somebody did not take over. */
const counted = async (seed: number): Promise<SoakCounts> => {
  const random = randomFrom(seed);
  const plan = {
    builders: random.integer(1, 3),
    steps: random.integer(6, 20),
    eventsBefore: random.integer(0, 600),
  };
  const run: BuildsRun = await runBuilds(random, plan).catch((error: unknown) => ({
    ...{ calls: 0, events: 0, done: [] },
    violations: [error instanceof Error ? error.message : String(error)],
  }));
  const kills = run.done.filter((name) => name === 'kill' || name === 'freeze').length;
  return {
    ...{ histories: 1, calls: run.calls, events: run.events, kills, kinds: kindsOf(run.done) },
    violations: run.violations.map((text) => `views, seed ${String(seed)} (${run.done.join(', ')}): ${text}`),
  };
};

/** One history after another until the time is up; the first has the given seed, the next that plus one. */
export const viewsPart: SoakPart = {
  name: 'views',
  run: async (until, seed) => {
    let sum = noCounts;
    for (let next = seed; Date.now() < until && sum.violations.length === 0; next += 1)
      sum = sumOf([sum, await counted(next)]);
    return sum;
  },
};
