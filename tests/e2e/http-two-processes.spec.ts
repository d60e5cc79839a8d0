import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acmeCase, acmeDeal, acmeSource } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { ask, startApi } from '../support/server.ts';
import type { Reply, Running } from '../support/server.ts';

let database: TestDatabase;
let one: Running;
let other: Running;

beforeAll(async () => {
  database = await testDatabase();
  [one, other] = await Promise.all([startApi(database), startApi(database)]);
  for (const [name, body] of acmeCase) expect((await record(one, name, body)).status).toBe(201);
});

afterAll(async () => {
  await Promise.all([one.stop(), other.stop()]);
  await database.drop();
});

const record = (
  api: Running,
  name: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> => ask(`${api.url}/v1/commands/${name}`, { body, headers });

const sources = [{ sourceId: acmeSource.sourceId }];
const risk = (summary: string) => ({ dealId: acmeDeal.dealId, kind: 'risk', summary, sources });

const versionOf = ({ body }: Reply): number => body['version'] as number;

const eventIdOf = ({ body }: Reply): string | undefined =>
  (body['events'] as readonly { readonly eventId: string }[])[0]?.eventId;

describe('two processes that remember the same stream', () => {
  test('take turns on it, and neither loses nor repeats anything', async () => {
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        record(index % 2 === 0 ? one : other, 'RecordAssessment', risk(`number ${String(index)}`)),
      ),
    );
    expect(replies.filter(({ status }) => status !== 201).map(({ text }) => text)).toEqual([]);
    const versions = replies.map(versionOf).sort((a, b) => a - b);
    expect(versions).toEqual(versions.map((_, index) => (versions[0] ?? 0) + index));
  });

  test('refuse and keep quiet only by what the log holds now', async () => {
    const sign = { dealId: acmeDeal.dealId, signedOn: '2026-03-05', sources };
    const signed = await record(one, 'SignDeal', sign);
    expect([signed.status, (await record(one, 'SignDeal', sign)).status]).toEqual([201, 200]);
    const back = { targetEventId: eventIdOf(signed), reason: 'typing error', sources };
    expect((await record(other, 'RetractRecord', back)).status).toBe(201);
    // In the memory of this process the deal is signed.
    const later = await record(one, 'SignDeal', { ...sign, signedOn: '2026-03-06' });
    expect([later.status, versionOf(later)]).toEqual([201, versionOf(signed) + 2]);
    expect(await record(other, 'SignDeal', sign)).toMatchObject({
      status: 409,
      body: { code: 'STAGE_ALREADY_RECORDED', other: eventIdOf(later) },
    });
  });

  test('judge If-Match and a repeated key alike', async () => {
    const before = versionOf(await record(one, 'RecordAssessment', risk('before')));
    const headers = { 'idempotency-key': 'either', 'if-match': `"${String(before)}"` };
    const first = await record(other, 'RecordAssessment', risk('after'), headers);
    const again = await record(one, 'RecordAssessment', risk('after'), headers);
    expect(first.status).toBe(201);
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const late = await record(one, 'RecordAssessment', risk('late'), { 'if-match': `"${String(before)}"` });
    expect(late).toMatchObject({ status: 412, body: { currentVersion: before + 1 } });
  });

  test('know what a bulk upload to the other appended', async () => {
    const before = versionOf(await record(one, 'RecordAssessment', risk('one')));
    const lines = ['two', 'three'].map((text) =>
      JSON.stringify({ command: 'RecordAssessment', ...risk(text) }),
    );
    const upload = await ask(`${other.url}/v1/commands`, {
      body: lines.join('\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(upload.text.trim().split('\n')).toHaveLength(2);
    expect((await record(one, 'RecordAssessment', risk('three'))).body).toMatchObject({ events: [] });
    expect(versionOf(await record(one, 'RecordAssessment', risk('four')))).toBe(before + 3);
  });

  test('and one that is started anew knows what the log knows', async () => {
    const before = versionOf(await record(one, 'RecordAssessment', risk('before the stop')));
    await one.stop();
    one = await startApi(database);
    expect((await record(one, 'RecordAssessment', risk('before the stop'))).status).toBe(200);
    expect(versionOf(await record(one, 'RecordAssessment', risk('after the start')))).toBe(before + 1);
  });
});
