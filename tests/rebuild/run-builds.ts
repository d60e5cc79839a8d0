import { setTimeout as sleep } from 'node:timers/promises';
import { buildsOf } from '@dealtrail/ledger/builds';
import { dropBuild, rollBack } from '@dealtrail/ledger/end-build';
import type { Script } from '../concurrency/spawn-script.ts';
import type { Random } from '../crash/random.ts';
import { ledgerId, openProbeHouse, view } from './probe-house.ts';
import type { ProbeHouse } from './probe-house.ts';
import { watchReads } from './watch-reads.ts';

export type BuildsPlan = {
  readonly builders: number;
  readonly steps: number;
  readonly eventsBefore: number;
};

export type BuildsRun = {
  readonly calls: number;
  readonly events: number;
  /** What was done to builders and builds, one after the other. */
  readonly done: readonly string[];
  readonly violations: readonly string[];
};

const leaseMs = 400;

/** What can happen to those who build, and what can be asked of them; each gives its name. */
const acts: Readonly<Record<string, (run: Run) => Promise<void>>> = {
  kill: async ({ house, builders, random }) => {
    const victim = random.integer(0, builders.length - 1);
    builders[victim]?.signal('SIGKILL');
    await builders[victim]?.ended;
    builders[victim] = house.builder({ leaseMs, msPerEvent: random.oneOf([0, 1]) });
  },
  freeze: async ({ builders, random }) => {
    const victim = random.oneOf(builders);
    victim.signal('SIGSTOP');
    await sleep(random.oneOf([leaseMs / 2, 2 * leaseMs, 4 * leaseMs]));
    victim.signal('SIGCONT');
  },
  rebuild: async ({ house, random }) => {
    await house.request(random.integer(1, 4));
  },
  rollBack: async ({ house }) => {
    await rollBack(house.api, ledgerId, view);
  },
  drop: async ({ house, random }) => {
    const builds = await buildsOf(house.api, ledgerId);
    await dropBuild(house.api, ledgerId, view, random.oneOf(builds).build);
  },
};
const actNames = ['kill', 'kill', 'kill', 'freeze', 'rebuild', 'rebuild', 'rollBack', 'drop'] as const;

type Run = { readonly house: ProbeHouse; readonly random: Random; readonly builders: Script[] };

/**
 * One ledger that grows while its view is rebuilt again and again by processes that are killed and frozen, read from all
 * the time. At the end every build that is left must hold what a fresh fold of the log holds, row by row.
 */
export const runBuilds = async (random: Random, plan: BuildsPlan): Promise<BuildsRun> => {
  const house = await openProbeHouse();
  const done: string[] = [];
  try {
    await house.append(random, plan.eventsBefore);
    const builders = Array.from({ length: plan.builders }, () => house.builder({ leaseMs }));
    await settled(house);
    const reads = watchReads(house, random);
    for (let step = 0; step < plan.steps; step += 1) {
      const name = random.oneOf(actNames);
      const act = acts[name];
      if (act === undefined) throw new Error(`nothing is called ${name}`);
      await Promise.all([act({ house, random, builders }), house.append(random, random.integer(1, 60))]);
      done.push(name);
      await sleep(random.integer(0, 300));
    }
    await settled(house);
    const watched = await reads.stop();
    const { violations, events } = await faults(house);
    return { calls: watched.answers, events, done, violations: [...watched.violations, ...violations] };
  } finally {
    await house.close();
  }
};

/** All that was asked for is done, and every build that follows the log has come to its head. */
const settled = async (house: ProbeHouse): Promise<void> => {
  await house.until('every build is at rest', async () => {
    const { position } = await house.log.head(ledgerId);
    const builds = await buildsOf(house.api, ledgerId);
    return (
      builds.some(({ state }) => state === 'serving') &&
      builds.every((one) => one.state === 'dropped' || (isFollowing(one.state) && one.position === position))
    );
  });
};

const isFollowing = (state: string): boolean => state === 'serving' || state === 'kept';

const faults = async (house: ProbeHouse): Promise<Pick<BuildsRun, 'violations' | 'events'>> => {
  const violations: string[] = [];
  for (const { build, state } of await buildsOf(house.api, ledgerId)) {
    const found = state === 'dropped' ? await leftBehind(house, build) : await house.differences(build);
    violations.push(...found.map((text) => `build ${String(build)}, ${state}: ${text}`));
  }
  return { violations, events: (await house.events()).length };
};

const leftBehind = async ({ owner }: ProbeHouse, build: number): Promise<readonly string[]> => {
  const { rows } = await owner.query<{ count: number }>(
    `select (select count(*) from views.probe_v1 where build = $1)
       + (select count(*) from views.probe_index_v1 where build = $1) as count`,
    [build],
  );
  return rows[0]?.count === 0 ? [] : [`${String(rows[0]?.count)} rows are left`];
};
