import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@dealtrail/ledger/connect';
import { foldPart } from '@dealtrail/ledger/fold-part';
import { joinAllParts } from '@dealtrail/ledger/join-parts';
import { postgresReads } from '@dealtrail/ledger/postgres-reads';
import { droppingBuilds, retireBuilds, sweepBuild } from '@dealtrail/ledger/sweep-builds';
import { idleParts } from '@dealtrail/ledger/unfinished-builds';
import { startViewRunner } from '@dealtrail/ledger/view-runner';
import { probeView } from './probe-view.ts';

/** What a process that does all a worker does for the probe view, but for its queue, is told. */
export type BuilderInput = {
  readonly url: string;
  readonly leaseMs: number;
  readonly pageEventsMax: number;
  /** Between two stores of a part. */
  readonly storeEveryMs: number;
  /** Slows each event down, so that a test can interfere in the middle of a page. */
  readonly msPerEvent?: number;
  /** How long a build is kept that another took over from. */
  readonly keptMs?: number;
};

/** Runs until it is told to end. It prints a line for each part that it ended with, and whatever the runner reports. */
const input = JSON.parse(process.argv[2] ?? '') as BuilderInput;
const print = (line: unknown): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
const pool = connect({ url: input.url, role: 'dealtrail_worker', applicationName: 'probe-builder' });
const log = postgresReads(pool);
const view = probeView();
const views = [
  {
    ...view,
    evolve: (state: unknown, event: Parameters<typeof view.evolve>[1]) => {
      if (input.msPerEvent !== undefined)
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, input.msPerEvent);
      return view.evolve(state as Parameters<typeof view.evolve>[0], event);
    },
  },
];
const { leaseMs, pageEventsMax, storeEveryMs } = input;
const stopping = new AbortController();

const runner = startViewRunner({
  ...{ pool, log, views, leaseMs, pageEventsMax, pollMs: 20, lookMs: 100 },
  ...(input.keptMs === undefined ? {} : { keptMs: input.keptMs }),
  report: ({ kind, error }) => {
    print({ kind, error: String(error) });
  },
});

const look = async (): Promise<void> => {
  for (const part of await idleParts(pool, views)) {
    const end = await foldPart(
      { ...{ pool, log, leaseMs, pageEventsMax, storeEveryMs }, isStopping: () => stopping.signal.aborted },
      part,
    );
    print({ part: part.part, build: part.build, end });
  }
  await joinAllParts(pool);
  await retireBuilds(pool);
  for (const build of await droppingBuilds(pool))
    await sweepBuild(pool, build, () => stopping.signal.aborted);
};

const looking = (async () => {
  while (!stopping.signal.aborted) {
    await look().catch((error: unknown) => {
      print({ kind: 'trouble', error: String(error) });
    });
    await sleep(20);
  }
})();

print({ kind: 'ready' });

process.on('SIGTERM', () => {
  stopping.abort();
  void Promise.all([runner.stop(), looking]).then(() => pool.end());
});
