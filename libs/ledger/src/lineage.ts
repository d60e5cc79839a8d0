import type { Append } from '@dealtrail/event-sourcing/log';
import type { Pool, PoolClient } from 'pg';
import { asUnavailable } from './as-unavailable.ts';
import { LogUnavailable } from './log-unavailable.ts';

/** Object ids that the database gave to the row types of log.append's arguments when they were made. */
export type RowTypes = { readonly asked: number; readonly need: number };

/** A connection, which server it leads to (see `EventLog.lineage`), and the types of that. */
export type Met = { readonly client: PoolClient; readonly lineage: number; readonly types: RowTypes };

export type Lineages = {
  /** Of the server that was met last; 0: none yet. */
  readonly current: () => number;
  /** A connection to it, to be released by whoever asked. */
  readonly connect: () => Promise<Met>;
};

/** A server of its own, or the same started anew, or another database under the same name: each has another. */
const question = `select concat(pg_postmaster_start_time(), ' ', oid) as identity,
    'log.asked'::regtype::oid::bigint as asked, 'log.need'::regtype::oid::bigint as need
  from pg_database where datname = current_database()`;

type Told = RowTypes & { readonly identity: string };

/** Each connection is asked once where it leads, before anything is written on it. */
export const openLineages = (pool: Pool): Lineages => {
  const known = new WeakMap<PoolClient, Met>();
  let [current, name] = [0, ''];
  const meet = async (client: PoolClient): Promise<Met> => {
    const { rows } = await client.query<Told>(question);
    const [told] = rows;
    if (told === undefined) throw new Error('the database did not say which it is');
    if (told.identity !== name) [current, name] = [current + 1, told.identity];
    const met = { client, lineage: current, types: { asked: told.asked, need: told.need } };
    known.set(client, met);
    return met;
  };
  const connect = async (): Promise<Met> => {
    for (;;) {
      const client = await pool.connect();
      try {
        const met = known.get(client) ?? (await meet(client));
        if (met.lineage === current) return met;
      } catch (error) {
        client.release(true);
        throw unwritten(error);
      }
      // To a server that another has taken the place of.
      client.release(true);
    }
  };
  return { current: () => current, connect };
};

/** Was it decided on what was read before that lineage began? */
export const isOfAnother = (lineage: number, { readIn }: Append): boolean =>
  readIn !== undefined && readIn !== lineage;

/** Work on a connection of `connect`, which goes back when it is done, and is given up where it fails. */
export const onConnection = async <T>(
  { connect }: Pick<Lineages, 'connect'>,
  work: (met: Met) => Promise<T>,
): Promise<T> => {
  const met = await connect();
  try {
    const done = await work(met);
    met.client.release();
    return done;
  } catch (error) {
    met.client.release(true);
    throw error;
  }
};

/** Whatever went wrong: nothing was sent yet that could have been written. */
const unwritten = (error: unknown): unknown => {
  const found = asUnavailable(error);
  return found instanceof LogUnavailable && error instanceof Error ? new LogUnavailable('no', error) : found;
};
