import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { acmeSource } from '../support/acme.ts';
import { startCollector } from '../support/collector.ts';
import type { Collector } from '../support/collector.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { ask, startApi, startWorker } from '../support/server.ts';
import type { Running } from '../support/server.ts';

let database: TestDatabase;
let owner: Client;
let collector: Collector;
let api: Running;
let worker: Running;

beforeAll(async () => {
  [database, collector] = await Promise.all([testDatabase(), startCollector()]);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '50' };
  [api, worker] = await Promise.all([startApi(database, env), startWorker(database, env)]);
});

afterAll(async () => {
  await Promise.all([api.stop(), worker.stop()]);
  await collector.close();
  await owner.end();
  await database.drop();
});

const spans = (name: string, commandId: string) =>
  collector.spans.filter(
    ({ name: one, fields }) =>
      one === name &&
      (fields['dealtrail.command_id'] === commandId ||
        (fields['dealtrail.command_ids'] as string[] | undefined)?.includes(commandId) === true),
  );

const until = async (isSo: () => boolean): Promise<void> => {
  for (let attempt = 0; attempt < 200 && !isSo(); attempt++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isSo()).toBe(true);
};

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${parentId}-01`;

const source = (id: string) => ({
  ...acmeSource,
  sourceId: `source_${id}`,
  url: `https://example.com/${id}`,
});

describe('a command that is traced', () => {
  test('has a span for itself, for its append and for each page that brings it into a view', async () => {
    const headers = { 'idempotency-key': 'traced-one', traceparent };
    const body = { ...source('traced'), correlationId: 'batch-7' };
    expect((await ask(`${api.url}/v1/commands/RegisterSource`, { body, headers })).status).toBe(201);
    await until(() =>
      ['command', 'append', 'view page'].every((name) => spans(name, 'traced-one').length > 0),
    );
    const [command, append, page] = ['command', 'append', 'view page'].map(
      (name) => spans(name, 'traced-one')[0],
    );
    expect(command).toMatchObject({
      ...{ service: 'dealtrail-api', traceId, parentSpanId: parentId },
      fields: {
        'dealtrail.command': 'RegisterSource',
        'dealtrail.correlation_id': 'batch-7',
        'dealtrail.position': 1,
        'dealtrail.status': 201,
      },
    });
    expect(append).toMatchObject({
      ...{ service: 'dealtrail-api', traceId, parentSpanId: command?.spanId },
      fields: { 'dealtrail.stream': 'source_traced', 'dealtrail.result': 'appended' },
    });
    expect(page).toMatchObject({
      service: 'dealtrail-worker',
      fields: { 'dealtrail.first_position': 1, 'dealtrail.events': 1 },
    });
  });

  test('and refused has a span that failed, without what the client sent', async () => {
    const body = { ...source('again'), url: acmeSource.url, publisher: '' };
    await ask(`${api.url}/v1/commands/RegisterSource`, { body, headers: { traceparent } });
    const failed = () => collector.spans.filter(({ name, status }) => name === 'command' && status === 2);
    await until(() => failed().length > 0);
    expect(failed()[0]).toMatchObject({ traceId });
    expect(JSON.stringify(failed())).not.toContain(acmeSource.url);
  });

  test('of an upload: its lines have a span each, and what is written together has one append', async () => {
    const lines = ['a', 'b', 'c'].map((id) => ({
      ...{ command: 'RegisterSource', idempotencyKey: `line-${id}` },
      ...source(id),
    }));
    await ask(`${api.url}/v1/commands`, {
      body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
      headers: { 'content-type': 'application/x-ndjson', traceparent },
    });
    await until(() => ['a', 'b', 'c'].every((id) => spans('append', `line-${id}`).length > 0));
    expect(new Set(['a', 'b', 'c'].map((id) => spans('append', `line-${id}`)[0]?.traceId))).toEqual(
      new Set([traceId]),
    );
    await until(() => ['a', 'b', 'c'].every((id) => spans('command', `line-${id}`).length > 0));
  });
});

describe('a read that is traced', () => {
  test('has a span with the view that answered it and the position', async () => {
    await ask(`${api.url}/v1/sources`, { headers: { traceparent } });
    const reads = () => collector.spans.filter(({ name }) => name === 'view read');
    await until(() => reads().length > 0);
    expect(reads()[0]).toMatchObject({ traceId, fields: { 'dealtrail.view': 'sources@1' } });
  });
});

describe('a line of the log', () => {
  test('that belongs to a request carries its command, correlation and trace', async () => {
    const debug = await startApi(database, {
      LOG_LEVEL: 'debug',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    });
    await owner.query('alter table log.quiet_commands rename to elsewhere');
    const headers = { 'idempotency-key': 'logged-one', traceparent };
    const body = { ...source('logged'), correlationId: 'batch-8' };
    const broken = await ask(`${debug.url}/v1/commands/RegisterSource`, { body, headers });
    await owner.query('alter table log.elsewhere rename to quiet_commands');
    expect(broken.status).toBe(500);
    await ask(`${debug.url}/v1/commands/RegisterSource`, { body: source('keyless') });
    await debug.stop();
    const lines = debug
      .errors()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const of = (message: string) => lines.filter((line) => line['message'] === message);
    const ids = { commandId: 'logged-one', correlationId: 'batch-8' };
    expect(of('something broke')).toMatchObject([{ ...ids, traceId }]);
    expect(of('request')).toMatchObject([
      { ...ids, status: 500 },
      { commandId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown, status: 201 },
    ]);
    expect(of('started')[0]).not.toHaveProperty('commandId');
  });
});

test('a collector that cannot be reached holds up neither a command nor the stop', async () => {
  const alone = await startApi(database, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
  const { status } = await ask(`${alone.url}/v1/commands/RegisterSource`, { body: source('alone') });
  expect([status, (await alone.stop()).code]).toEqual([201, 0]);
});
