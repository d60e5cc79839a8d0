import { randomUUID } from 'node:crypto';
import { dumbo } from '@event-driven-io/dumbo';
import { getPostgreSQLEventStore, readMessagesBatch } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';

/** More than pg's 10 did not make it faster on two cores; as many as the fewer callers. */
const connectionsMax = 32;
/** Events of one append when the store is filled for reading. */
const fillCount = 100;
/** As many as a page of ours. */
const readCount = 5_000;

const event = ({ data, metadata }) => ({ type: 'StockMoveRecorded', data, metadata });

/** One stream, no version: whoever comes second is refused and tries again. */
const appendHot = async (store, stream, sample) => {
  for (let conflicts = 0; ; conflicts += 1) {
    try {
      await store.appendToStream(stream, [event(sample)]);
      return conflicts;
    } catch (error) {
      if (!/expected version/i.test(error.message)) throw error;
    }
  }
};

/** A consumer from the beginning, until the time is up: batches of 100, 50 ms between them, a checkpoint an event. */
const consume = async (store, seconds) => {
  const consumer = store.consumer();
  let count = 0;
  consumer.reactor({
    processorId: randomUUID(),
    startFrom: 'BEGINNING',
    eachMessage: () => {
      count += 1;
    },
  });
  const from = performance.now();
  const done = consumer.start();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  const perSecond = (count * 1_000) / (performance.now() - from);
  await consumer.stop();
  await done;
  return perSecond;
};

/** What the consumer reads with, alone: no pause, no checkpoint, large batches. */
const readBatches = async ({ execute }, seconds) => {
  const from = performance.now();
  let count = 0;
  for (let after = 0n; performance.now() - from < seconds * 1_000;) {
    const { messages, currentGlobalPosition } = await readMessagesBatch(execute, {
      after,
      batchSize: readCount,
    });
    count += messages.length;
    after = messages.length < readCount ? 0n : currentGlobalPosition;
  }
  return (count * 1_000) / (performance.now() - from);
};

/** Emmett's event store, as its documentation shows it. Its appends check the expected stream version. */
export const open = async ({ url, sample }, { rate }) => {
  const pool = new pg.Pool({ connectionString: url, max: connectionsMax });
  pool.on('error', () => undefined);
  const store = getPostgreSQLEventStore(url, {
    schema: { autoMigration: 'None' },
    connectionOptions: { pooled: true, pool },
  });
  await store.schema.migrate();
  const bare = dumbo({ connectionString: url });
  const runs = {
    append: async ({ callers, ...limit }) => ({
      'events/s': await rate(callers, limit, () =>
        // 0, not STREAM_DOES_NOT_EXIST: 0.42 passes no version on for that.
        store.appendToStream(`deal-${randomUUID()}`, [event(sample)], { expectedStreamVersion: 0n }),
      ),
    }),
    hot: async ({ callers, ...limit }) => {
      const stream = `deal-${randomUUID()}`;
      let conflicts = 0;
      const perSecond = await rate(callers, limit, async () => {
        conflicts += await appendHot(store, stream, sample);
      });
      return { 'events/s': perSecond, conflicts };
    },
    fill: async ({ events }) => {
      const together = Array.from({ length: fillCount }, () => event(sample));
      const perSecond = await rate(8, { events: events / fillCount }, () =>
        store.appendToStream(`deal-${randomUUID()}`, together),
      );
      return { 'events/s': fillCount * perSecond };
    },
    consume: async ({ seconds }) => ({ 'events/s': await consume(store, seconds) }),
    readBatches: async ({ seconds }) => ({ 'events/s': await readBatches(bare, seconds) }),
  };
  return {
    run: (job) => runs[job.run](job),
    close: async () => {
      await bare.close();
      await store.close();
      await pool.end();
    },
  };
};
