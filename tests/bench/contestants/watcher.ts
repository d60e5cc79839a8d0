import { connect } from '@dealtrail/ledger/connect';
import { openLatch } from '@dealtrail/ledger/latch';
import { listenForAppends } from '@dealtrail/ledger/notifications';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { OpenContestant } from '../process/contestant.ts';
import type { Timed } from './pacer.ts';
import { monotonicMs, percentile } from './percentile.ts';

/** The safety net for a notification that was lost; far above what is measured, so that it cannot help. */
const pollMs = 1_000;
const pageCount = 500;
/** No event for so long: then those that are missing will not come. */
const silenceMsMax = 10_000;

/** Tails the log as every reader does, woken by notifications, and measures from the append's call to seeing its event. */
export const open: OpenContestant = async ({ url }) => {
  const pool = connect({ url, role: 'dealtrail_api' });
  const log = openPostgresLog({ pool });
  const notifications = await listenForAppends(pool);
  const latch = openLatch();
  notifications.subscribe(latch.set);
  let after = (await log.head('main')).position;
  /** What each of so many events took until it was seen, in milliseconds. */
  const watched = async (count: number): Promise<readonly number[]> => {
    const took: number[] = [];
    let lastAtMs = monotonicMs();
    while (took.length < count) {
      const page = await log.readPage('main', { after, limit: pageCount });
      const nowMs = monotonicMs();
      for (const { payload } of page) took.push(nowMs - (JSON.parse(payload) as Timed).sentAtMs);
      after = page.at(-1)?.position ?? after;
      if (page.length > 0) lastAtMs = nowMs;
      else if (nowMs - lastAtMs > silenceMsMax)
        throw new Error(`saw ${String(took.length)} of ${String(count)} events`);
      if (page.length < pageCount && took.length < count) await latch.wait(pollMs);
    }
    return took;
  };
  return {
    run: async ({ events = 1 }) => {
      const seen = await watched(events);
      return { 'seen p50 ms': percentile(seen, 50), 'seen p99 ms': percentile(seen, 99) };
    },
    close: async () => {
      await notifications.close();
      await log.close();
      await pool.end();
    },
  };
};
