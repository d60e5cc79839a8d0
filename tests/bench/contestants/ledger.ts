import { connect } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import { readForward } from '@dealtrail/ledger/read-forward';
import type { Job, OpenContestant, Readings } from '../process/contestant.ts';
import { appendOf, ledgerId, newStream } from './appends.ts';

/** Events of one transaction of the import path. */
const togetherCount = 5_000;
const pageCount = 5_000;
const pagesBeforeHead = 10;

/** A new stream each time; its expected version is checked. */
const appendNew = async (log: PostgresLog, payload: string): Promise<void> => {
  const { result } = await log.append(appendOf(newStream(), 0, payload));
  if (result !== 'appended') throw new Error(result);
};

/** Streams that each append of `conditions` wants to be there, as a deal wants its source and its parties. */
const wantedStreams = ['bench-source', 'bench-party-1', 'bench-party-2'] as const;

const makeWanted = async (log: PostgresLog, payload: string): Promise<void> => {
  for (const streamId of wantedStreams) await log.append(appendOf(streamId, 0, payload));
};

/** A new stream each time, on three conditions. */
const appendOnConditions = async (log: PostgresLog, payload: string): Promise<void> => {
  const requires = wantedStreams.map((streamId) => ({ kind: 'streamExists', streamId }) as const);
  const { result } = await log.append({ ...appendOf(newStream(), 0, payload), requires });
  if (result !== 'appended') throw new Error(result);
};

/** At whatever version the stream is. Gives how many conflicts this caller saw. */
const appendHot = async (log: PostgresLog, streamId: string, payload: string): Promise<number> => {
  for (let conflicts = 0; ; conflicts += 1) {
    const { result } = await log.append(appendOf(streamId, 'any', payload));
    if (result === 'appended') return conflicts;
    if (result !== 'versionConflict') throw new Error(result);
  }
};

/** Many events in hand, as an import has them. Gives events a second. */
const appendTogether = async (log: PostgresLog, payload: string, events: number): Promise<number> => {
  const appends = Array.from({ length: events }, () => appendOf(newStream(), 0, payload));
  const from = performance.now();
  for (let at = 0; at < events; at += togetherCount) {
    const outcomes = await log.appendTogether(ledgerId, appends.slice(at, at + togetherCount));
    if (outcomes === undefined) throw new Error('not every append was taken as new');
  }
  return (events * 1_000) / (performance.now() - from);
};

/** Pages from after a position to the head, or until the time is up; every payload is parsed. Gives how many events. */
const readOn = async (log: PostgresLog, position: number, until: number): Promise<number> => {
  let count = 0;
  for await (const page of readForward(log, ledgerId, { after: position, limit: pageCount })) {
    for (const event of page) decoded(JSON.parse(event.payload));
    count += page.length;
    if (performance.now() >= until) break;
  }
  return count;
};

/** So that nothing can be left out for not being looked at. */
const decoded = (payload: unknown): void => {
  if (typeof payload !== 'object') throw new Error('a payload is an object');
};

/** Again and again from `start()` until the time is up. Gives events a second. */
const readRate = async (log: PostgresLog, seconds: number, start: () => number): Promise<number> => {
  const from = performance.now();
  const until = from + seconds * 1_000;
  let count = 0;
  while (performance.now() < until) count += await readOn(log, start(), until);
  return (count * 1_000) / (performance.now() - from);
};

/** Dealtrail's log as the api has it: through the public interface, in the api's role. */
export const open: OpenContestant = async ({ url, sample }, { rate }) => {
  const pool = connect({ url, role: 'dealtrail_api' });
  const log = openPostgresLog({ pool });
  await log.head(ledgerId);
  const runs: Record<string, (job: Job) => Promise<Readings>> = {
    append: async ({ callers = 1, ...limit }) => ({
      'events/s': await rate(callers, limit, () => appendNew(log, sample.payloadText)),
    }),
    conditions: async ({ callers = 1, ...limit }) => {
      await makeWanted(log, sample.payloadText);
      return {
        'events/s': await rate(callers, limit, () => appendOnConditions(log, sample.payloadText)),
      };
    },
    hot: async ({ callers = 1, ...limit }) => {
      const streamId = newStream();
      let conflicts = 0;
      const perSecond = await rate(callers, limit, async () => {
        conflicts += await appendHot(log, streamId, sample.payloadText);
      });
      return { 'events/s': perSecond, conflicts };
    },
    bulk: async ({ events = togetherCount }) => ({
      'events/s': await appendTogether(log, sample.payloadText, events),
    }),
    read: async ({ seconds = 1 }) => ({ 'events/s': await readRate(log, seconds, () => 0) }),
    /** On from somewhere; not so near the head that it would soon be over. */
    readSomewhere: async ({ seconds = 1 }) => {
      const { position } = await log.head(ledgerId);
      const last = Math.max(0, position - pagesBeforeHead * pageCount);
      return { 'events/s': await readRate(log, seconds, () => Math.floor(Math.random() * last)) };
    },
  };
  return {
    run: async (job) => {
      const run = runs[job.run];
      if (run === undefined) throw new Error(`no run ${job.run}`);
      return await run(job);
    },
    close: async () => {
      await log.close();
      await pool.end();
    },
  };
};
