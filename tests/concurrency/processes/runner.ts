import { connect } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import { startViewRunner } from '@dealtrail/ledger/view-runner';
import { probeView } from './probe-view.ts';

/** What a process that moves the probe view is told. */
export type RunnerInput = {
  readonly url: string;
  readonly leaseMs: number;
  readonly pageEventsMax: number;
  /** Slows each event down, so that a test can interfere in the middle of a page. */
  readonly msPerEvent?: number;
};

/** Runs until it is told to end. It prints a line when it folds its first event, and whatever it reports. */
const input = JSON.parse(process.argv[2] ?? '') as RunnerInput;
const print = (line: unknown): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
const pool = connect({ url: input.url, role: 'dealtrail_worker', applicationName: 'probe-runner' });
const view = probeView();
let hasFolded = false;

const runner = startViewRunner({
  pool,
  log: openPostgresLog({ pool }),
  views: [
    {
      ...view,
      evolve: (state, event) => {
        if (!hasFolded) print({ kind: 'folds' });
        hasFolded = true;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, input.msPerEvent ?? 0);
        return view.evolve(state as Parameters<typeof view.evolve>[0], event);
      },
    },
  ],
  leaseMs: input.leaseMs,
  pollMs: 50,
  pageEventsMax: input.pageEventsMax,
  report: ({ kind, error }) => {
    print({ kind, error: String(error) });
  },
});

process.on('SIGTERM', () => {
  void runner.stop().then(() => pool.end());
});
