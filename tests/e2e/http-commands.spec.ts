import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acmeCase, acmeDeal, acmeSource } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { ask, startApi } from '../support/server.ts';
import type { Reply, Running } from '../support/server.ts';

let database: TestDatabase;
let api: Running;

beforeAll(async () => {
  database = await testDatabase();
  api = await startApi(database);
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

const record = (
  name: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  query = '',
): Promise<Reply> => ask(`${api.url}/v1/commands/${name}${query}`, { body, headers });

const head = async (): Promise<number> => {
  const { body } = await ask<{ basis: { position: number } }>(`${api.url}/v1/events?limit=1`);
  return body.basis.position;
};

const source = (id: string) => ({
  ...acmeSource,
  sourceId: `source_${id}`,
  url: `https://example.com/${id}`,
});

describe('a command', () => {
  test('the examples of the contract are recorded in their order, one event each', async () => {
    for (const [index, [name, body]] of acmeCase.entries()) {
      const reply = await record(name, body);
      expect({ name, status: reply.status, body: reply.body }).toMatchObject({
        status: 201,
        body: {
          position: index + 1,
          version: name === 'RecordStockMove' ? 2 : 1,
          events: [{ position: index + 1 }],
        },
      });
    }
    const { body } = await ask<{ items: Record<string, unknown>[] }>(
      `${api.url}/v1/events?stream=deal_acme-globex-cloud`,
    );
    expect(Object.keys(body.items[0] ?? {})).toEqual([
      'eventId',
      'position',
      'streamId',
      'version',
      'type',
      'schemaVersion',
      'occurredOn',
      'recordedAt',
      'actor',
      'commandId',
      'correlationId',
      'causationId',
      'reason',
      'sources',
      'modality',
      'data',
    ]);
    expect(body.items[0]).toMatchObject({
      type: 'DealAnnounced',
      actor: 'admin',
      modality: 'company',
      occurredOn: '2026-03-02',
    });
  });

  test('answers with the version as its tag, and the same news is answered with no event', async () => {
    const first = await record('RegisterSource', source('quiet'));
    expect(first.headers.get('etag')).toBe('"1"');
    const again = await record('RegisterSource', source('quiet'));
    expect(again).toMatchObject({
      status: 200,
      body: { events: [], version: 1, position: first.body['position'] },
    });
  });

  test('If-Match decides only at the version', async () => {
    const absent = await record('RegisterSource', source('match'), { 'if-match': '"1"' });
    expect(absent).toMatchObject({ status: 412, body: { code: 'VERSION_CONFLICT', currentVersion: 0 } });
    expect((await record('RegisterSource', source('match'), { 'if-match': '"0"' })).status).toBe(201);
    const late = await record(
      'RetractSource',
      { sourceId: 'source_match', sources: [{ sourceId: 'source_acme-8k' }] },
      { 'if-match': '"0"' },
    );
    expect(late).toMatchObject({ status: 412, body: { currentVersion: 1 } });
    expect(late.headers.get('etag')).toBe('"1"');
  });

  test.each(['*', 'W/"1"', '1', '"one"', '"1", "2"'])('If-Match: %s is refused', async (value) => {
    expect(await record('RegisterSource', source('match'), { 'if-match': value })).toMatchObject({
      status: 400,
    });
  });

  test('a dry run decides everything and writes nothing', async () => {
    const before = await head();
    const fine = await record('RegisterSource', source('dry'), {}, '?dryRun=true');
    expect(fine).toMatchObject({
      status: 200,
      body: { position: before + 1, events: [{ type: 'SourceRegistered' }] },
    });
    const bad = await record(
      'RegisterParty',
      { partyId: 'party_x', legalName: 'X', sources: [{ sourceId: 'source_none' }] },
      {},
      '?dryRun=true',
    );
    expect(bad).toMatchObject({ status: 404, body: { code: 'UNKNOWN_SOURCE' } });
    expect(await head()).toBe(before);
  });
});

describe('the same command twice', () => {
  test('gets the first answer again, also when If-Match would now fail', async () => {
    const headers = { 'idempotency-key': 'once', 'if-match': '"0"' };
    const first = await record('RegisterSource', source('once'), headers);
    const again = await record(
      'RegisterSource',
      Object.fromEntries(Object.entries(source('once')).reverse()),
      headers,
    );
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect([again.status, again.text]).toEqual([201, first.text]);
  });

  test('with another body is refused, also under another command', async () => {
    const headers = { 'idempotency-key': 'other' };
    await record('RegisterSource', source('other-1'), headers);
    const before = await head();
    expect(await record('RegisterSource', source('other-2'), headers)).toMatchObject({
      status: 422,
      body: { code: 'COMMAND_ID_REUSED' },
    });
    expect(await record('AnnounceDeal', acmeDeal, headers)).toMatchObject({ status: 422 });
    expect(await head()).toBe(before);
  });

  test('a refusal is not stored: the key can be used again', async () => {
    const headers = { 'idempotency-key': 'refused-first' };
    expect((await record('RegisterSource', { ...source('later'), tier: 'T9' }, headers)).status).toBe(400);
    expect((await record('RegisterSource', source('later'), headers)).status).toBe(201);
  });

  test('a command that changed nothing answers the same again', async () => {
    const headers = { 'idempotency-key': 'nothing' };
    const first = await record('RegisterSource', source('quiet'), headers);
    const again = await record('RegisterSource', source('quiet'), headers);
    expect([first.status, again.status, again.text]).toEqual([200, 200, first.text]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  test('twenty times at once makes one event, twenty equal answers and nineteen of them replayed', async () => {
    const before = await head();
    const replies = await Promise.all(
      Array.from({ length: 20 }, () =>
        record('RegisterSource', source('race'), { 'idempotency-key': 'race' }),
      ),
    );
    expect(new Set(replies.map(({ status, text }) => `${String(status)} ${text}`)).size).toBe(1);
    expect(replies[0]?.status).toBe(201);
    expect(replies.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(19);
    expect(await head()).toBe(before + 1);
  });

  test.each(['k'.repeat(256), 'ké'])('a key such as %p is refused', async (key) => {
    expect(await record('RegisterSource', source('key'), { 'idempotency-key': key })).toMatchObject({
      status: 400,
      body: { code: 'BAD_HEADER' },
    });
  });
});

test('a hundred writers of one stream all get their turn', async () => {
  const replies = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      record('RecordAssessment', {
        dealId: acmeDeal.dealId,
        kind: 'risk',
        summary: `risk number ${String(index)}`,
        sources: [{ sourceId: acmeSource.sourceId }],
      }),
    ),
  );
  expect(replies.filter(({ status }) => status !== 201).map(({ text }) => text)).toEqual([]);
  expect(new Set(replies.map(({ body }) => body['version'])).size).toBe(100);
});
