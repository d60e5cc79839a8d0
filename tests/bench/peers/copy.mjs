import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { newId } from '@dealtrail/api/commands/new-id';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

const columns =
  'ledger_id, position, event_id, stream_id, version, type, schema_version, recorded_at, command_id, fingerprint, payload';
/** The columns that a reader gets. */
const columnsRead =
  'position, event_id, stream_id, version, type, schema_version, recorded_at, command_id, payload';
const fingerprint = `\\x${createHash('sha256').update('bench').digest('hex')}`;
/** Lines a chunk of COPY data holds. */
const linesTogether = 500;

const out = `copy (select ${columnsRead} from log.events where ledger_id = 'main' order by position) to stdout`;

const escaped = (text) =>
  text.replace(/[\\\t\n\r]/g, (one) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[one]);

function* chunksOf(rows) {
  for (let at = 0; at < rows.length; at += linesTogether) {
    const lines = rows
      .slice(at, at + linesTogether)
      .map((row) => `${row.map((cell) => escaped(String(cell))).join('\t')}\n`);
    yield Buffer.from(lines.join(''));
  }
}

const environmentOf = (url) => {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    ...process.env,
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: pathname.slice(1),
  };
};

/** PostgreSQL's own way in and out: COPY into a table with the log's indexes, COPY of the log's rows to whoever reads. */
export const open = async ({ url, sample, settings }) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const hasPsql = spawnSync('psql', ['--version']).status === 0;
  let position = 0;
  const row = () => {
    position += 1;
    const ids = [newId(), `deal-${randomUUID()}`, 1, 'StockMoveRecorded', 1];
    return [
      'main',
      position,
      ...ids,
      new Date().toISOString(),
      randomUUID(),
      fingerprint,
      sample.payloadText,
    ];
  };
  const byPsql = async () => {
    const child = spawn('psql', ['-X', '-q', '-c', out], {
      env: environmentOf(url),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`psql ended with ${code}`);
  };
  const byClient = () =>
    pipeline(client.query(copyTo(out)), new Writable({ write: (_chunk, _encoding, done) => done() }));
  const runs = {
    in: async ({ events }) => {
      const rows = Array.from({ length: events }, row);
      const from = performance.now();
      await pipeline(
        Readable.from(chunksOf(rows)),
        client.query(copyFrom(`copy ${settings.table} (${columns}) from stdin`)),
      );
      return { 'events/s': (events * 1_000) / (performance.now() - from) };
    },
    out: async ({ events, seconds }) => {
      const from = performance.now();
      let count = 0;
      while (performance.now() - from < seconds * 1_000) {
        await (hasPsql ? byPsql() : byClient());
        count += events;
      }
      return { 'events/s': (count * 1_000) / (performance.now() - from) };
    },
  };
  return { run: (job) => runs[job.run](job), close: () => client.end() };
};
