import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Client, DatabaseError } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { BackupError, type Header, type TableHead, type Trailer, digest, endOfTable } from './format.ts';
import { type BackupTable, backupTables } from './tables.ts';

/** SQLSTATEs: no such schema, no such table. */
const neverUsed: readonly string[] = ['3F000', '42P01'];

type Put = (bytes: Buffer | string) => Promise<void>;

const columnsOf = async (client: Client, table: string): Promise<readonly string[]> => {
  const found = await client.query<{ attname: string }>(
    `select attname from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [table],
  );
  return found.rows.map((row) => row.attname);
};

/** Column and table names are ours and plain, so they need no quoting. */
const putTable = async (client: Client, { name, order }: BackupTable, put: Put): Promise<number> => {
  const columns = await columnsOf(client, name);
  const head: TableHead = { table: name, columns };
  await put(`${JSON.stringify(head)}\n`);
  const rows = client.query(
    copyTo(`copy (select ${columns.join(', ')} from ${name} order by ${order}) to stdout`),
  );
  for await (const chunk of rows) await put(chunk as Buffer);
  await put(`${endOfTable}\n`);
  return rows.rowCount;
};

const migrationsOf = async (client: Client): Promise<readonly string[]> => {
  const found = await client.query<{ name: string }>('select name from migrations.applied order by name');
  return found.rows.map((row) => row.name);
};

const putAll = async (client: Client, put: Put, now: Date): Promise<Readonly<Record<string, number>>> => {
  const header: Header = {
    format: 'dealtrail-backup',
    version: 1,
    takenAt: now.toISOString(),
    migrations: await migrationsOf(client),
  };
  await put(`${JSON.stringify(header)}\n`);
  const rows: Record<string, number> = {};
  for (const table of backupTables) rows[table.name] = await putTable(client, table, put);
  return rows;
};

/**
 * Writes everything that cannot be rebuilt to `target`, as of one instant, while writers go on. Ends `target`.
 * Needs no tool but the connection; any login that may read the tables will do.
 */
export const takeBackup = async (url: string, target: Writable, now: Date = new Date()): Promise<Trailer> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  const gzip = createGzip();
  // stdout stays open: it is not ours to end.
  const written = pipeline(gzip, target, { end: target !== process.stdout });
  written.catch(() => gzip.destroy());
  const sum = digest();
  const put: Put = async (bytes) => {
    sum.add(bytes);
    if (!gzip.write(bytes)) await Promise.race([once(gzip, 'drain'), written]);
  };
  try {
    await client.query('begin isolation level repeatable read read only');
    const rows = await putAll(client, put, now);
    await client.query('commit');
    const trailer: Trailer = { rows, sha256: sum.hex() };
    gzip.end(`${JSON.stringify(trailer)}\n`);
    await written;
    return trailer;
  } catch (error) {
    if (error instanceof DatabaseError && neverUsed.includes(error.code ?? '')) {
      throw new BackupError('Dealtrail never used this database: there is nothing to back up.');
    }
    throw error;
  } finally {
    gzip.destroy();
    await client.end();
  }
};
