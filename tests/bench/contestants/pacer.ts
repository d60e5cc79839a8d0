import type { Append } from '@dealtrail/event-sourcing/log';
import { connect } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import type { OpenContestant } from '../process/contestant.ts';
import { appendOf, newStream } from './appends.ts';
import { dealIdOf, moveOf } from './deal-past.ts';
import { monotonicMs, percentile } from './percentile.ts';

/** Sent in the payload: the watcher, in its own process, knows by it how long the event was on its way. */
export type Timed = { readonly sentAtMs: number };

/**
 * Appends at a given pace, each at its time whether or not those before it were answered: who waits for answers before
 * asking again never sees a slow minute as its callers do. Measures from the call to the acknowledgement.
 */
export const open: OpenContestant = async ({ url, sample, settings }) => {
  const pool = connect({ url, role: 'dealtrail_api' });
  const log = openPostgresLog({ pool });
  await log.head('main');
  const perSecond = Number(settings['perSecond']);
  /** 0: a stream for each event, of the sample; else share moves of so many deals, as the domain records them. */
  const deals = Number(settings['deals'] ?? 0);
  let nth = 0;
  const sent = (sentAtMs: number): Append => {
    nth += 1;
    if (deals > 0) return appendOf(dealIdOf(nth % deals), 'any', moveOf(nth % deals, nth, { sentAtMs }));
    const payload: Timed = { sentAtMs, ...sample.metadata, ...{ data: sample.data } };
    return appendOf(newStream(), 0, JSON.stringify(payload));
  };
  return {
    run: async ({ seconds = 1 }) => {
      const acknowledged = await paced(perSecond, Math.round(perSecond * seconds), () => timed(log, sent));
      return {
        'acknowledged p50 ms': percentile(acknowledged, 50),
        'acknowledged p99 ms': percentile(acknowledged, 99),
      };
    },
    close: async () => {
      await log.close();
      await pool.end();
    },
  };
};

const timed = async (log: PostgresLog, sent: (sentAtMs: number) => Append): Promise<number> => {
  const sentAtMs = monotonicMs();
  const { result } = await log.append(sent(sentAtMs));
  if (result !== 'appended') throw new Error(result);
  return monotonicMs() - sentAtMs;
};

/** What each took, in milliseconds. */
const paced = async (
  perSecond: number,
  count: number,
  work: () => Promise<number>,
): Promise<readonly number[]> => {
  const from = performance.now();
  const running: Promise<number>[] = [];
  while (running.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - from) * perSecond) / 1_000) + 1);
    while (running.length < due) running.push(work());
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return await Promise.all(running);
};
