import { connect } from '@dealtrail/ledger/connect';
import { listenForAppends } from '@dealtrail/ledger/notifications';
import { postgresReads } from '@dealtrail/ledger/postgres-reads';
import type { AroundPage } from '@dealtrail/ledger/view-loop';
import { startViewRunner } from '@dealtrail/ledger/view-runner';
import { dealCurrent } from '@dealtrail/views/deal-current/deal-view';
import type { OpenContestant } from '../process/contestant.ts';
import type { Timed } from './pacer.ts';
import { monotonicMs, percentile } from './percentile.ts';

const waitMs = 20;
const silenceMsMax = 10_000;

/** Moves deal-current as a worker process does, and measures from the append's call to the rows that hold its event. */
export const open: OpenContestant = async ({ url }) => {
  const pool = connect({ url });
  const notifications = await listenForAppends(pool);
  let took: number[] = [];
  const aroundPage: AroundPage = async ({ events }, work) => {
    const done = await work();
    const nowMs = monotonicMs();
    for (const { payload } of events) took.push(nowMs - (JSON.parse(payload) as Timed).sentAtMs);
    return done;
  };
  const runner = startViewRunner({
    ...{ pool, log: postgresReads(pool), views: [dealCurrent], notifications, aroundPage },
    report: ({ kind, error }) => {
      if (kind === 'failed') throw new Error('the view has failed', { cause: error });
    },
  });
  return {
    run: async ({ events = 1 }) => {
      took = [];
      let [seen, lastAtMs] = [0, monotonicMs()];
      while (took.length < events) {
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        if (took.length > seen) [seen, lastAtMs] = [took.length, monotonicMs()];
        else if (monotonicMs() - lastAtMs > silenceMsMax)
          throw new Error(`the view took in ${String(seen)} of ${String(events)} events`);
      }
      return { 'in the view p50 ms': percentile(took, 50), 'in the view p99 ms': percentile(took, 99) };
    },
    close: async () => {
      await runner.stop();
      await notifications.close();
      await pool.end();
    },
  };
};
