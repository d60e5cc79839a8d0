import { createHash, randomUUID } from 'node:crypto';
import type { Append } from '@dealtrail/event-sourcing/log';
import { connect } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import type { Job, OpenContestant, Readings } from '../process/contestant.ts';

const fingerprint = createHash('sha256').update('bench').digest('hex');

const appendOf = (streamId: string, expectedVersion: number, payload: string): Append => ({
  ledgerId: 'main',
  streamId,
  expectedVersion,
  commandId: randomUUID(),
  fingerprint,
  event: { eventId: randomUUID(), type: 'StockMoveRecorded', schemaVersion: 1, payload },
  requires: [],
  reserves: [],
  releases: [],
});

/** A new stream each time; its expected version is checked. */
const appendNew = async (log: PostgresLog, payload: string): Promise<void> => {
  const { result } = await log.append(appendOf(`deal-${randomUUID()}`, 0, payload));
  if (result !== 'appended') throw new Error(result);
};

/** Everybody on one stream, at whatever version it is. Gives how many conflicts this caller saw. */
const appendHot = async (log: PostgresLog, streamId: string, payload: string): Promise<number> => {
  let version = 0;
  for (let conflicts = 0; ; conflicts += 1) {
    const answer = await log.append(appendOf(streamId, version, payload));
    if (answer.result === 'appended') return conflicts;
    if (answer.result !== 'versionConflict') throw new Error(answer.result);
    version = answer.version;
  }
};

/** Dealtrail's log as the api has it: through the public interface, in the api's role. */
export const open: OpenContestant = async ({ url, sample }, { rate }) => {
  const pool = connect({ url, role: 'dealtrail_api' });
  const log = openPostgresLog({ pool });
  await log.head('main');
  const runs: Record<string, (job: Job) => Promise<Readings>> = {
    append: async ({ callers = 1, seconds }) => ({
      'events/s': await rate(callers, seconds, () => appendNew(log, sample.payloadText)),
    }),
    hot: async ({ callers = 1, seconds }) => {
      const streamId = `deal-${randomUUID()}`;
      let conflicts = 0;
      const perSecond = await rate(callers, seconds, async () => {
        conflicts += await appendHot(log, streamId, sample.payloadText);
      });
      return { 'events/s': perSecond, conflicts };
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
