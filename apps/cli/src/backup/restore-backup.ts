import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import {
  BackupError,
  type Header,
  type TableHead,
  type Trailer,
  digest,
  endOfTable,
  linesOf,
} from './format.ts';
import { type BackupTable, backupTables } from './tables.ts';

type Lines = {
  readonly next: () => Promise<Buffer | undefined>;
  /** SHA-256 of every line taken so far. */
  readonly sum: ReturnType<typeof digest>;
};

const cutShort = 'The backup ends too early: the file was cut short.';

const parse = (line: Buffer | undefined): Readonly<Record<string, unknown>> => {
  if (line === undefined) throw new BackupError(cutShort);
  try {
    return JSON.parse(line.toString('utf8')) as Readonly<Record<string, unknown>>;
  } catch {
    throw new BackupError('This is not a backup of Dealtrail, or it is damaged.');
  }
};

const taken = async (lines: Lines): Promise<Buffer | undefined> => {
  const line = await lines.next();
  if (line !== undefined) lines.sum.add(line);
  return line;
};

const checkHeader = async (client: Client, line: Buffer | undefined): Promise<void> => {
  const header = parse(line) as Partial<Header>;
  if (header.format !== 'dealtrail-backup' || header.version !== 1) {
    throw new BackupError('This is not a backup that this version of Dealtrail can read.');
  }
  const applied = await client.query<{ name: string }>('select name from migrations.applied');
  const names = new Set(applied.rows.map((row) => row.name));
  const missing = (header.migrations ?? []).filter((name) => !names.has(name));
  if (missing.length === 0) return;
  throw new BackupError(
    `The backup comes from a newer Dealtrail: this database lacks ${missing.join(', ')}.`,
  );
};

async function* rowsOf(lines: Lines): AsyncGenerator<Buffer> {
  for (;;) {
    const line = await taken(lines);
    if (line === undefined) throw new BackupError(cutShort);
    if (line.length === 3 && line.toString('latin1') === `${endOfTable}\n`) return;
    yield line;
  }
}

const plainName = /^[a-z_][a-z0-9_]*$/;

const copyInto = async (
  client: Client,
  table: string,
  columns: readonly string[],
  lines: Lines,
): Promise<number> => {
  const target = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`));
  await pipeline(Readable.from(rowsOf(lines), { objectMode: true, highWaterMark: 64 }), target);
  return target.rowCount;
};

/** Rows that a migrated database already has are met by way of a temporary table. */
const mergeInto = async (
  client: Client,
  { name, merge }: BackupTable,
  columns: readonly string[],
  lines: Lines,
): Promise<number> => {
  await client.query(`create temporary table incoming (like ${name}) on commit drop`);
  const rows = await copyInto(client, 'incoming', columns, lines);
  const list = columns.join(', ');
  const action =
    merge?.onConflict === 'replace'
      ? `do update set ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`
      : 'do nothing';
  const key = merge?.key ?? '';
  await client.query(
    `insert into ${name} (${list}) select ${list} from incoming on conflict (${key}) ${action}`,
  );
  await client.query('drop table incoming');
  return rows;
};

const restoreTable = async (client: Client, table: BackupTable, lines: Lines): Promise<number> => {
  const head = parse(await taken(lines)) as Partial<TableHead>;
  const columns = head.columns ?? [];
  if (
    head.table !== table.name ||
    columns.length === 0 ||
    !columns.every((column) => plainName.test(column))
  ) {
    throw new BackupError(`The backup is damaged: ${table.name} was expected.`);
  }
  return table.merge === undefined
    ? await copyInto(client, table.name, columns, lines)
    : await mergeInto(client, table, columns, lines);
};

const checkTrailer = async (lines: Lines, rows: Readonly<Record<string, number>>): Promise<Trailer> => {
  const sum = lines.sum.hex();
  const trailer = parse(await lines.next()) as Partial<Trailer>;
  const countsAgree = Object.entries(rows).every(([table, count]) => trailer.rows?.[table] === count);
  if (trailer.sha256 !== sum || !countsAgree || (await lines.next()) !== undefined) {
    throw new BackupError('The backup is damaged: its content does not match its checksum.');
  }
  return { rows, sha256: sum };
};

/** Writers wait meanwhile; whoever comes between, the log was empty under the lock. */
const refuseUnlessEmpty = async (client: Client): Promise<void> => {
  await client.query(
    'lock table log.ledgers, log.events, log.quiet_commands, log.reservations in exclusive mode',
  );
  for (const table of ['log.events', 'log.quiet_commands', 'log.reservations']) {
    const found = await client.query(`select from ${table} limit 1`);
    if (found.rowCount === 0) continue;
    throw new BackupError('The database already holds a log. A backup is restored into an empty one only.');
  }
};

const refuseHoles = async (client: Client): Promise<void> => {
  const wrong = await client.query<{ ledger_id: string }>(
    `select l.ledger_id from log.ledgers l
     left join (select ledger_id, count(*) as events, max(position) as last from log.events group by ledger_id) e
       using (ledger_id)
     where l.position <> coalesce(e.last, 0) or l.position <> coalesce(e.events, 0)`,
  );
  const first = wrong.rows[0];
  if (first === undefined) return;
  throw new BackupError(`The backup's ledger "${first.ledger_id}" has a hole in its log.`);
};

const restoreAll = async (client: Client, lines: Lines): Promise<Trailer> => {
  await refuseUnlessEmpty(client);
  await checkHeader(client, await taken(lines));
  const rows: Record<string, number> = {};
  for (const table of backupTables) rows[table.name] = await restoreTable(client, table, lines);
  const trailer = await checkTrailer(lines, rows);
  await refuseHoles(client);
  // A reader's cursor may be ahead of what was restored: a new epoch tells it to start again.
  await client.query('update log.ledgers set epoch = gen_random_uuid()');
  return trailer;
};

const readable = (error: unknown): unknown => {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'Z_BUF_ERROR') return new BackupError(cutShort);
  return code.startsWith('Z_')
    ? new BackupError('This is not a backup of Dealtrail, or it is damaged.')
    : error;
};

/**
 * Restores a backup into an empty, migrated database as its owner: all of it or, when anything is wrong, nothing.
 * Keys that the database already has stay in force beside the restored ones. Throws a BackupError that says why.
 */
export const restoreBackup = async (ownerUrl: string, source: Readable): Promise<Trailer> => {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  const gunzip = createGunzip();
  source.once('error', (error) => gunzip.destroy(error));
  // Met when its bytes are asked for, which is later than it may happen.
  gunzip.once('error', () => undefined);
  const iterator = linesOf(source.pipe(gunzip) as AsyncIterable<Buffer>);
  const next = async (): Promise<Buffer | undefined> => {
    const step = await iterator.next();
    return step.done === true ? undefined : step.value;
  };
  try {
    await client.query('begin');
    const trailer = await restoreAll(client, { next, sum: digest() });
    await client.query('commit');
    return trailer;
  } catch (error) {
    throw readable(error);
  } finally {
    source.destroy();
    // Ending the connection rolls back whatever was not committed.
    await client.end();
  }
};
