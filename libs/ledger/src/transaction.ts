import type { Pool, PoolClient } from 'pg';

/** Work in a transaction of its own on a connection of its own, committed when it is done; where it fails nothing stays. */
export const inTransaction = async <T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const done = await work(client);
    await client.query('commit');
    client.release();
    return done;
  } catch (error) {
    // In a transaction that may or may not be over: the connection goes.
    client.release(true);
    throw error;
  }
};
