import { randomUUID } from 'node:crypto';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';

// As its documentation shows it, with a pool as large as helps it on two cores.
const connectionsMax = 32;

/** Emmett's event store. Its appends check the expected stream version; a conflict throws. */
export const open = async ({ url, sample }, { rate }) => {
  const pool = new pg.Pool({ connectionString: url, max: connectionsMax });
  const store = getPostgreSQLEventStore(url, {
    schema: { autoMigration: 'None' },
    connectionOptions: { pooled: true, pool },
  });
  await store.schema.migrate();
  const event = () => ({ type: 'StockMoveRecorded', data: sample.data, metadata: sample.metadata });
  const runs = {
    append: async ({ callers, seconds }) => ({
      'events/s': await rate(callers, seconds, () =>
        // 0, not STREAM_DOES_NOT_EXIST: 0.42 checks nothing for that.
        store.appendToStream(`deal-${randomUUID()}`, [event()], { expectedStreamVersion: 0n }),
      ),
    }),
    hot: async ({ callers, seconds }) => {
      const stream = `deal-${randomUUID()}`;
      let conflicts = 0;
      const append = async () => {
        for (;;) {
          try {
            return await store.appendToStream(stream, [event()]);
          } catch (error) {
            if (error.name !== 'ExpectedVersionConflictError' && !/expected version/i.test(error.message))
              throw error;
            conflicts += 1;
          }
        }
      };
      return { 'events/s': await rate(callers, seconds, append), conflicts };
    },
  };
  return {
    run: (job) => runs[job.run](job),
    close: async () => {
      await store.close();
      await pool.end();
    },
  };
};
