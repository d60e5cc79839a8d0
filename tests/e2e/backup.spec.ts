import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createReadStream, createWriteStream } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { restoreBackup } from '@dealtrail/cli/backup/restore-backup';
import { backupTables } from '@dealtrail/cli/backup/tables';
import { takeBackup } from '@dealtrail/cli/backup/take-backup';
import { Client } from 'pg';
import { type TestDatabase, emptyDatabase, testDatabase } from '../support/database.ts';

/** What COPY must carry unharmed: its own escapes, line ends, an end-of-table look-alike, signs beyond ASCII. */
const awkward = [
  'back\\slash',
  'two\nlines',
  'a\ttab',
  '\\.',
  '\\N',
  'naïve 東京 🧾',
  '{"quoted": "\\"x\\""}',
];

const opened: TestDatabase[] = [];
let folder = '';
let source: TestDatabase;
let file = '';

const fresh = async (): Promise<TestDatabase> => {
  const database = await testDatabase();
  opened.push(database);
  return database;
};

const query = async <Row extends object>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
};

const fill = async (url: string): Promise<void> => {
  for (const [index, text] of awkward.entries()) {
    await query(
      url,
      `insert into log.events values ('main', $1::bigint, $2, 'deal_x', $1::bigint, 'Probed', 1,
         timestamptz '2026-03-02 21:05:00.123456Z' + $1::bigint * interval '1 microsecond', $3,
         sha256(convert_to($3, 'UTF8')), $4)`,
      [index + 1, randomUUID(), `command ${text}`, JSON.stringify({ text })],
    );
  }
  await query(url, `update log.ledgers set position = $1, recorded_at = '2026-03-02 21:05:01Z'`, [
    awkward.length,
  ]);
  await query(url, `insert into log.quiet_commands values ('main', $1, decode(repeat('ab', 32), 'hex'), 1)`, [
    awkward[0],
  ]);
  await query(url, `insert into log.reservations values ('main', 'source.url', '\\x00ff', $1, 'source_x')`, [
    awkward[1],
  ]);
  await query(
    url,
    `insert into access.api_keys values ('backedup1', 'main', decode(repeat('cd', 32), 'hex'), 'admin', 'ann')`,
  );
  await query(
    url,
    `insert into access.reads values (now(), 'main', 'backedup1', 'ann', 'GET', '/v1/events?limit=1')`,
  );
};

const contentOf = (url: string): Promise<unknown[]> =>
  Promise.all(
    backupTables.map(({ name, order }) =>
      query(
        url,
        `select ${name === 'log.ledgers' ? 'ledger_id, created_at, position, recorded_at' : '*'} from ${name} order by ${order}`,
      ),
    ),
  );

const restore = (url: string, from: string) => restoreBackup(url, createReadStream(from));

const damaged = async (name: string, change: (bytes: Buffer) => Buffer): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, change(await readFile(file)));
  return path;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dealtrail-backup-'));
  source = await fresh();
  await fill(source.ownerUrl);
  file = join(folder, 'whole.backup');
  await takeBackup(source.ownerUrl, createWriteStream(file));
});

afterAll(async () => {
  await Promise.all(opened.map((database) => database.drop()));
  await rm(folder, { recursive: true, force: true });
});

describe('a backup', () => {
  test('carries every table of the log and of access', async () => {
    const tables = await query<{ name: string }>(
      source.ownerUrl,
      `select schemaname || '.' || tablename as name from pg_tables where schemaname in ('log', 'access')`,
    );
    expect(backupTables.map(({ name }) => name).sort()).toEqual(tables.map(({ name }) => name).sort());
  });

  test('restored into an empty database gives the same rows, byte for byte', async () => {
    const target = await fresh();
    const trailer = await restore(target.ownerUrl, file);
    expect(trailer.rows['log.events']).toBe(awkward.length);
    expect(await contentOf(target.ownerUrl)).toEqual(await contentOf(source.ownerUrl));
  });

  test('gives the restored ledger a new epoch, so that old cursors are told to start again', async () => {
    const target = await fresh();
    await restore(target.ownerUrl, file);
    const epoch = 'select epoch from log.ledgers';
    expect(await query(target.ownerUrl, epoch)).not.toEqual(await query(source.ownerUrl, epoch));
  });

  test('of the same content has the same bytes', async () => {
    const again = join(folder, 'again.backup');
    const at = new Date('2026-03-03T00:00:00Z');
    const first = await takeBackup(source.ownerUrl, createWriteStream(again), at);
    const second = await takeBackup(source.ownerUrl, createWriteStream(again), at);
    expect(second).toEqual(first);
  });

  test('holds one instant: what is appended while it is taken is in it whole or not at all', async () => {
    const busy = await fresh();
    const backup = join(folder, 'busy.backup');
    const writer = new Client({ connectionString: busy.ownerUrl });
    await writer.connect();
    const until = { done: false };
    const written = (async () => {
      for (let position = 1; !until.done; position++) {
        await writer.query('begin');
        await writer.query(
          `update log.ledgers set position = ${String(position)}, recorded_at = clock_timestamp()`,
        );
        await writer.query(
          `insert into log.events values ('main', $1::bigint, gen_random_uuid(), 'deal_x', $1::bigint, 'Probed', 1, clock_timestamp(),
             'command ' || $1::bigint, sha256('c'), '{}')`,
          [position],
        );
        await writer.query('commit');
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await takeBackup(busy.ownerUrl, createWriteStream(backup));
    until.done = true;
    await written;
    await writer.end();
    const target = await fresh();
    const { rows } = await restore(target.ownerUrl, backup);
    expect(rows['log.events']).toBeGreaterThan(0);
  });

  test('of a database that Dealtrail never used is refused', async () => {
    const database = await emptyDatabase();
    opened.push(database);
    await expect(takeBackup(database.ownerUrl, createWriteStream(join(folder, 'none')))).rejects.toThrow(
      'nothing to back up',
    );
  });
});

describe('a restore leaves nothing behind', () => {
  const refused = async (path: string, why: string): Promise<void> => {
    const target = await fresh();
    const before = await contentOf(target.ownerUrl);
    await expect(restore(target.ownerUrl, path)).rejects.toThrow(why);
    expect(await contentOf(target.ownerUrl)).toEqual(before);
  };

  test('when the file was cut short', async () => {
    await refused(await damaged('cut', (bytes) => bytes.subarray(0, bytes.length - 40)), 'cut short');
  });

  test('when the content was cut at a line', async () => {
    const cut = (bytes: Buffer): Buffer => {
      const lines = gunzipSync(bytes).toString('utf8').trimEnd().split('\n');
      return gzipSync(lines.slice(0, -1).join('\n') + '\n');
    };
    await refused(await damaged('cut-line', cut), 'cut short');
  });

  test('when a single sign was changed', async () => {
    const change = (bytes: Buffer): Buffer =>
      gzipSync(Buffer.from(gunzipSync(bytes).toString('utf8').replace('Probed', 'Proved')));
    await refused(await damaged('changed', change), 'does not match its checksum');
  });

  test('when an event was taken out', async () => {
    const change = (bytes: Buffer): Buffer => {
      const lines = gunzipSync(bytes).toString('utf8').split('\n');
      return gzipSync(lines.filter((line) => !line.startsWith('main\t2\t')).join('\n'));
    };
    await refused(await damaged('holed', change), 'does not match its checksum');
  });

  test('when the file is something else', async () => {
    await refused(await damaged('other', () => Buffer.from('hello')), 'not a backup');
    await refused(await damaged('other-gzip', () => gzipSync('{"hello": 1}\n')), 'not a backup');
  });

  test('when it comes from a newer version', async () => {
    const change = (bytes: Buffer): Buffer =>
      gzipSync(gunzipSync(bytes).toString('utf8').replace('"0001_log"', '"0001_log","9999_later"'));
    await refused(await damaged('newer', change), 'newer Dealtrail: this database lacks 9999_later');
  });

  test('when the database already holds a log', async () => {
    await expect(restore(source.ownerUrl, file)).rejects.toThrow('already holds a log');
  });
});
