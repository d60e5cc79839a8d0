import { createHash, randomUUID } from 'node:crypto';
import { newId } from '@dealtrail/api/commands/new-id';
import { Pool } from 'pg';
import type { OpenContestant } from '../process/contestant.ts';

/** The best floor that was found; VALUES, unnest and json_to_recordset were the same within the noise. */
const batchCount = 100;

const columns =
  'ledger_id, position, event_id, stream_id, version, type, schema_version, recorded_at, command_id, fingerprint, payload';
const casts = [
  '',
  '::bigint',
  '::uuid',
  '',
  '::bigint',
  '',
  '::int',
  '::timestamptz',
  '',
  '::bytea',
  '::json',
];
const columnCount = casts.length;
const fingerprint = createHash('sha256').update('bench').digest();

const insertOf = (table: string, rows: number): string => {
  const row = (at: number): string =>
    `(${casts.map((cast, column) => `$${String(at * columnCount + column + 1)}${cast}`).join(', ')})`;
  return `insert into ${table} (${columns}) values ${Array.from({ length: rows }, (_, at) => row(at)).join(', ')}`;
};

/**
 * The floors of the machine: plain inserts into tables of the log's own shape and indexes, by prepared statements, a
 * transaction each. No lock, no look-up, no check: only what any log on this table must pay.
 */
export const open: OpenContestant = async ({ url, sample, settings }, { rate }) => {
  const table = String(settings['table']);
  const pool = new Pool({ connectionString: url, max: Number(settings['connections']), keepAlive: true });
  const { rows } = await pool.query<{ last: string }>(
    `select coalesce(max(position), 0) as last from ${table}`,
  );
  let position = Number(rows[0]?.last);
  const row = (): readonly unknown[] => {
    position += 1;
    const recordedAt = new Date().toISOString();
    return [
      ...['main', position, newId(), `deal-${randomUUID()}`, 1, 'StockMoveRecorded', 1, recordedAt],
      ...[randomUUID(), fingerprint, sample.payloadText],
    ];
  };
  const insert = async (count: number): Promise<void> => {
    const values = Array.from({ length: count }, row).flat();
    await pool.query({ name: `insert ${String(count)}`, text: insertOf(table, count), values });
  };
  return {
    run: async ({ run, callers = 1, ...limit }) =>
      run === 'batches'
        ? { 'events/s': batchCount * (await rate(callers, limit, () => insert(batchCount))) }
        : { 'events/s': await rate(callers, limit, () => insert(1)) },
    close: () => pool.end(),
  };
};
