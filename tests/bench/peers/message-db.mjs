import { randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import pg from 'pg';

const connectionsMax = 32;
/** Its default is 1,000; the same as ours gains it a little. */
const pageCount = 5_000;
const database = join(
  dirname(createRequire(import.meta.url).resolve('@eventide/message-db/package.json')),
  'database',
);

/** In the order of its install.sh, which needs psql and so is not run; the role of its privileges is left out. */
const install = async (pool) => {
  const client = await pool.connect();
  const apply = async (file) => client.query(await readFile(join(database, file), 'utf8'));
  const functions = (await readdir(join(database, 'functions'))).sort();
  await apply('schema/message-store.sql');
  await apply('tables/messages.sql');
  await client.query('set search_path = message_store, public');
  await apply('types/message.sql');
  for (const file of functions) await apply(`functions/${file}`);
  for (const index of ['id', 'stream', 'category']) await apply(`indexes/messages-${index}.sql`);
  client.release();
};

/** message-db: functions in PostgreSQL, called as its clients do, in prepared statements. */
export const open = async ({ url, sample }, { rate }) => {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    options: '-c search_path=message_store,public',
  });
  pool.on('error', () => undefined);
  const { rows } = await pool.query("select to_regclass('message_store.messages') as there");
  if (rows[0].there === null) await install(pool);
  const write = (stream, expected) =>
    pool.query({
      name: 'write',
      text: 'select message_store.write_message($1, $2, $3, $4, $5, $6)',
      values: [randomUUID(), stream, 'StockMoveRecorded', sample.dataText, sample.metadataText, expected],
    });
  const page = async (position) => {
    const { rows } = await pool.query({
      name: 'page',
      text: 'select * from message_store.get_category_messages($1, $2, $3)',
      values: ['deal', position, pageCount],
    });
    for (const row of rows) {
      JSON.parse(row.data);
      JSON.parse(row.metadata);
    }
    return rows;
  };
  const runs = {
    append: async ({ callers, ...limit }) => ({
      'events/s': await rate(callers, limit, () => write(`deal-${randomUUID()}`, -1)),
    }),
    hot: async ({ callers, ...limit }) => {
      const stream = `deal-${randomUUID()}`;
      return { 'events/s': await rate(callers, limit, () => write(stream, null)), conflicts: 0 };
    },
    fill: async ({ events }) => {
      await pool.query(
        `insert into message_store.messages (stream_name, position, type, data, metadata)
         select 'deal-' || gen_random_uuid(), 0, 'StockMoveRecorded', $1::jsonb, $2::jsonb from generate_series(1, $3::integer)`,
        [sample.dataText, sample.metadataText, events],
      );
      return {};
    },
    read: async ({ seconds }) => {
      const from = performance.now();
      let count = 0;
      for (let position = 1; performance.now() - from < seconds * 1_000;) {
        const rows = await page(position);
        count += rows.length;
        position = rows.length < pageCount ? 1 : Number(rows.at(-1).global_position) + 1;
      }
      return { 'events/s': (count * 1_000) / (performance.now() - from) };
    },
  };
  return { run: (job) => runs[job.run](job), close: () => pool.end() };
};
