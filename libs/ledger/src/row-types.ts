import type { Pool } from 'pg';
import { isTypeMismatch } from './sql-states.ts';

/** Object ids that the database gave to the row types of log.append's arguments when they were made. */
export type RowTypes = { readonly asked: number; readonly need: number };

const known = new WeakMap<Pool, Promise<RowTypes>>();

/**
 * What needs the types, with them. They are asked once, and again after a new connection: another server may answer on
 * it, restored from a dump, say. Where it was meanwhile, the work fails and the next finds the types of the new one.
 */
export const withRowTypes = async <T>(pool: Pool, work: (types: RowTypes) => Promise<T>): Promise<T> => {
  try {
    return await work(await typesOf(pool));
  } catch (error) {
    if (isTypeMismatch(error)) known.delete(pool);
    throw error;
  }
};

const typesOf = (pool: Pool): Promise<RowTypes> => {
  const found = known.get(pool);
  if (found !== undefined) return found;
  const asking = ask(pool);
  known.set(pool, asking);
  pool.once('connect', () => known.delete(pool));
  asking.catch(() => known.delete(pool));
  return asking;
};

const ask = async (pool: Pool): Promise<RowTypes> => {
  const { rows } = await pool.query<RowTypes>(
    `select 'log.asked'::regtype::oid::bigint as asked, 'log.need'::regtype::oid::bigint as need`,
  );
  const [types] = rows;
  if (types === undefined) throw new Error('the database did not tell the types of log.append');
  return types;
};
