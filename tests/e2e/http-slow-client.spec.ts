import { once } from 'node:events';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { acmeSource } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { residentBytesOf } from '../support/metrics.ts';
import { adminKey, ask, startApi } from '../support/server.ts';
import type { Running } from '../support/server.ts';

/** Large ones: it is the bytes that count here, and fewer events have as many. */
const eventsCount = 50_000;
const sentBytesMin = 100 * 1024 * 1024;
const clients = 3;
/**
 * Half of what would be sent to all of them: a server that reads ahead of its clients is caught. What a heap keeps for
 * itself differs: Node 20 stayed below 48 MB, Node 24 was seen to grow by 89.
 */
const growthBytesMax = (clients * sentBytesMin) / 2;

let database: TestDatabase;
let owner: Client;
let api: Running;

beforeAll(async () => {
  database = await testDatabase();
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  api = await startApi(database);
  const body = { ...acmeSource, url: `https://example.com/${'long-'.repeat(400)}` };
  expect((await ask(`${api.url}/v1/commands/RegisterSource`, { body })).status).toBe(201);

  await copyFirstEvent();
}, 120_000);

afterAll(async () => {
  await api.stop();
  await owner.end();
  await database.drop();
});

/** The first event again and again, past the door of the log: as if as many had been recorded. */
const copyFirstEvent = async (): Promise<void> => {
  await owner.query(
    `insert into log.events (ledger_id, position, event_id, stream_id, version, type, schema_version, recorded_at,
       command_id, fingerprint, payload)
     select e.ledger_id, n, gen_random_uuid(), e.stream_id || '-' || n, 1, e.type, e.schema_version,
       e.recorded_at + n * interval '1 microsecond', e.command_id || '-' || n, e.fingerprint, e.payload
     from log.events e, generate_series(2, $1::bigint) n where e.position = 1`,
    [eventsCount],
  );
  await owner.query(
    `update log.ledgers l set position = e.position, recorded_at = e.recorded_at
     from log.events e where e.ledger_id = l.ledger_id and e.position = $1`,
    [eventsCount],
  );
  await owner.query('analyze log.events');
};

/** The whole log, of which not a byte is read before somebody asks the answer for it. */
const stalledExport = async (query = ''): Promise<IncomingMessage> => {
  const headers = { authorization: `Bearer ${adminKey}`, accept: 'application/x-ndjson' };
  const [answer] = (await once(get(`${api.url}/v1/events${query}`, { headers }), 'response')) as [
    IncomingMessage,
  ];
  expect(answer.statusCode).toBe(200);
  return answer;
};

/** Reads to the end; throws where a line is not the event after the one before. */
const readOn = async (answer: IncomingMessage): Promise<{ position: number; bytes: number }> => {
  let [position, bytes, rest] = [0, 0, ''];
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      position += 1;
      const said = /^\{"eventId":"[0-9a-f-]{36}","position":(\d+),/.exec(line)?.[1];
      if (said !== String(position)) throw new Error(`not ${String(position)}: ${line}`);
    }
  }
  expect(rest).toBe('');
  return { position, bytes };
};

test('clients that stop reading cost a page of memory each, and still get every event when they read on', async () => {
  // One export read first, so that what the process once needs is not counted as what it grows by.
  await finished((await stalledExport('?toPosition=5000')).resume());
  const restBytes = await residentBytesOf(api);
  const answers = await Promise.all(Array.from({ length: clients }, () => stalledExport()));
  let mostBytes = 0;
  for (let look = 0; look < 20; look++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    mostBytes = Math.max(mostBytes, await residentBytesOf(api));
  }
  expect(mostBytes - restBytes).toBeLessThan(growthBytesMax);
  const [answer, ...others] = answers;
  if (answer === undefined) throw new Error('nobody asked');
  for (const other of others) other.destroy();
  const { position, bytes } = await readOn(answer);
  expect(position).toBe(eventsCount);
  expect(bytes).toBeGreaterThan(sentBytesMin);
}, 180_000);
