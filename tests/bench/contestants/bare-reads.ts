import { Pool } from 'pg';
import type { OpenContestant } from '../process/contestant.ts';

const pageCount = 5_000;
const payloadColumn = 8;

const text = `select position, event_id, stream_id, version, type, schema_version, recorded_at, command_id, payload
  from log.events where ledger_id = 'main' and position > $1 order by position limit ${String(pageCount)}`;

type Row = { readonly position: string; readonly payload: string };

/**
 * What anybody would write by hand to read the log's table: the same columns in pages of the same size, the payload
 * parsed. Nothing else is parsed, which is less than pg does by itself. `rows`: as objects; `arrays`: as
 * arrays; `unparsed`: as arrays, and the payload is left as it comes.
 */
export const open: OpenContestant = ({ url }) => {
  const types = { getTypeParser: () => (value: unknown) => value };
  const pool = new Pool({ connectionString: url, max: 1, types });
  const objects = async (after: string): Promise<readonly string[]> => {
    const { rows } = await pool.query<Row>({ name: 'rows', text, values: [after] });
    for (const row of rows) JSON.parse(row.payload);
    return rows.map((row) => row.position);
  };
  const arrays = async (after: string): Promise<readonly string[]> => {
    const { rows } = await pool.query<string[]>({ name: 'arrays', text, values: [after], rowMode: 'array' });
    for (const row of rows) JSON.parse(row[payloadColumn] ?? '');
    return rows.map((row) => row[0] ?? '');
  };
  const unparsed = async (after: string): Promise<readonly string[]> => {
    const { rows } = await pool.query<string[]>({
      name: 'unparsed',
      text,
      values: [after],
      rowMode: 'array',
    });
    return rows.map((row) => row[0] ?? '');
  };
  const pages = { rows: objects, arrays, unparsed };
  return Promise.resolve({
    run: async ({ run, seconds = 1 }) => {
      const page = pages[run as keyof typeof pages];
      const from = performance.now();
      const until = from + seconds * 1_000;
      let count = 0;
      for (let after = '0'; performance.now() < until;) {
        const positions = await page(after);
        count += positions.length;
        after = positions.length < pageCount ? '0' : (positions.at(-1) ?? '0');
      }
      return { 'events/s': (count * 1_000) / (performance.now() - from) };
    },
    close: () => pool.end(),
  });
};
