import { request as httpRequest, Agent } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { acme, acmeCase, acmeDeal, acmeMove, acmeSource } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { ask, startApi } from '../support/server.ts';
import type { Reply, Running } from '../support/server.ts';

let database: TestDatabase;
let api: Running;

beforeAll(async () => {
  database = await testDatabase();
  api = await startApi(database);
  for (const [name, body] of acmeCase) expect((await record(name, body)).status).toBe(201);
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

const record = (
  name: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> => ask(`${api.url}/v1/commands/${name}`, { body, headers });

const head = async (): Promise<number> =>
  (await ask<{ basis: { position: number } }>(`${api.url}/v1/events?limit=1`)).body.basis.position;

/** Whatever is refused here leaves nothing behind. */
let before = 0;
beforeEach(async () => {
  before = await head();
});
afterEach(async () => {
  expect(await head()).toBe(before);
});

const problem = (status: number, code: string, ...pointers: string[]) => ({
  status,
  body: {
    status,
    code,
    ...(pointers.length === 0 ? {} : { errors: pointers.map((pointer) => ({ pointer })) }),
  },
});

const deal = (change: Readonly<Record<string, unknown>>) => ({
  ...acmeDeal,
  dealId: 'deal_other',
  ...change,
});
const valued = (amount: unknown, currency = 'USD') =>
  deal({ terms: { totalValue: { qualifier: 'exact', value: { amount, currency } } } });

describe('bad fields', () => {
  test.each(['9.7bn', '1e9', '9,700', '', '09', '1.123456789', '+1', '.5', '1.', '-', '１'])(
    'the decimal %p',
    async (amount) => {
      expect(await record('AnnounceDeal', valued(amount))).toMatchObject(
        problem(400, 'MALFORMED_DECIMAL', '/terms/totalValue/value/amount'),
      );
    },
  );

  test.each(['ABC', 'usd', 'US', '', 'XXXX'])('the currency %p', async (currency) => {
    expect(await record('AnnounceDeal', valued('1', currency))).toMatchObject(
      problem(400, 'BAD_CURRENCY', '/terms/totalValue/value/currency'),
    );
  });

  test.each([
    '2026-02-30',
    '2025-02-29',
    '2026-13',
    '2026-Q5',
    'soon',
    '',
    '02/03/2026',
    {},
    { notBefore: '2026-02-30' },
  ])('the date %p', async (announcedOn) => {
    const reply = await record('AnnounceDeal', deal({ announcedOn }));
    expect(reply).toMatchObject({ status: 400, body: { code: 'BAD_PARTIAL_DATE' } });
    expect(JSON.stringify(reply.body['errors'])).toContain('"pointer":"/announcedOn');
  });

  test('an unknown field, at any depth', async () => {
    expect(await record('AnnounceDeal', deal({ value: '1' }))).toMatchObject(
      problem(400, 'UNKNOWN_FIELD', '/value'),
    );
    const parties = [{ ...acmeDeal.parties[0], share: '1' }, acmeDeal.parties[1]];
    expect(await record('AnnounceDeal', deal({ parties }))).toMatchObject(
      problem(400, 'UNKNOWN_FIELD', '/parties/0/share'),
    );
  });

  test('no source', async () => {
    expect(await record('AnnounceDeal', deal({ sources: undefined }))).toMatchObject(
      problem(422, 'SOURCE_REQUIRED', '/sources'),
    );
    expect(await record('AnnounceDeal', deal({ sources: [] }))).toMatchObject(
      problem(422, 'SOURCE_REQUIRED', '/sources'),
    );
  });

  test('a party, a deal, a source that was never recorded', async () => {
    const parties = [acmeDeal.parties[0], { partyId: 'party_nobody', role: 'customer' }];
    expect(await record('AnnounceDeal', deal({ parties }))).toMatchObject(
      problem(404, 'UNKNOWN_PARTY', '/parties/1/partyId'),
    );
    expect(await record('RecordStockMove', { ...acmeMove, dealId: 'deal_nothing' })).toMatchObject(
      problem(404, 'UNKNOWN_DEAL', '/dealId'),
    );
    const sources = [...acmeDeal.sources, { sourceId: 'source_nowhere' }];
    expect(await record('AnnounceDeal', deal({ sources }))).toMatchObject(
      problem(404, 'UNKNOWN_SOURCE', '/sources/1/sourceId'),
    );
  });

  test('the same party on both sides', async () => {
    const parties = [acmeDeal.parties[0], { partyId: 'party_acme', role: 'customer' }];
    expect(await record('AnnounceDeal', deal({ parties }))).toMatchObject({
      status: 422,
      body: { code: 'SAME_PARTY_BOTH_SIDES' },
    });
  });

  test('a share move below -100%', async () => {
    const change = { qualifier: 'exact', value: { bps: '-10001' } };
    expect(await record('RecordStockMove', { ...acmeMove, change })).toMatchObject({
      status: 422,
      body: { code: 'STOCK_MOVE_BELOW_MINUS_100' },
    });
  });

  test('several at once: every fault is listed, not just the first', async () => {
    const reply = await record('AnnounceDeal', {
      ...valued('1e9', 'XYZ'),
      announcedOn: 'soon',
      extra: 1,
      class: 'none',
    });
    expect(reply).toMatchObject({ status: 400, body: { code: 'INVALID_FIELDS' } });
    const pointers = (reply.body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer).sort();
    expect(pointers).toEqual([
      '/announcedOn',
      '/class',
      '/extra',
      '/terms/totalValue/value/amount',
      '/terms/totalValue/value/currency',
    ]);
  });

  test('an event that was never recorded', async () => {
    const body = {
      targetEventId: '0198c1d0-0000-7000-8000-000000000000',
      reason: 'wrong',
      sources: acmeDeal.sources,
    };
    expect(await record('RetractRecord', body)).toMatchObject(
      problem(404, 'UNKNOWN_EVENT', '/targetEventId'),
    );
    const { reason, sources } = body;
    const rest = { reason, sources, targetCommandId: 'no-such-command' };
    expect(await record('RetractRecord', rest)).toMatchObject(
      problem(404, 'UNKNOWN_EVENT', '/targetCommandId'),
    );
  });

  test('what another holds already', async () => {
    expect(await record('RegisterSource', { ...acmeSource, sourceId: 'source_twin' })).toMatchObject({
      ...problem(409, 'SOURCE_DUPLICATE', '/url'),
      body: { other: 'source_acme-8k' },
    });
    expect(await record('RegisterParty', { ...acme, partyId: 'party_twin' })).toMatchObject({
      ...problem(409, 'IDENTIFIER_TAKEN'),
      body: { other: 'party_acme' },
    });
  });
});

describe('bad bytes', () => {
  test.each([
    ['', 'empty'],
    ['{', 'cut off'],
    ['{"sourceId":"source_a","sourceId":"source_b"}', 'a key twice'],
    ['[1,2', 'cut off'],
    ['{"a":1}garbage', 'more than one value'],
    ['['.repeat(1000) + ']'.repeat(1000), 'nested too deeply'],
    ['{"a":123456789012345678901}', 'a number no double holds'],
  ])('%p is malformed: %s', async (body) => {
    const reply = await record('RegisterSource', body);
    expect(reply).toMatchObject(problem(400, 'MALFORMED_JSON'));
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
  });

  test.each([['null'], ['[]'], ['"text"'], ['1']])('%s is JSON, but not a command', async (body) => {
    expect((await record('RegisterSource', body)).status).toBe(400);
  });

  test('a byte order mark is no fault', async () => {
    expect((await record('RegisterSource', `\ufeff${JSON.stringify(acmeSource)}`)).status).toBe(200);
  });

  test('U+0000 and lone surrogates are refused where they stand', async () => {
    const nul = JSON.stringify({ ...acmeSource, sourceId: 'source_nul', title: 'a\u0000b' });
    expect(await record('RegisterSource', nul)).toMatchObject(problem(400, 'BAD_TEXT', '/title'));
    const lone = `{"sourceId":"source_lone","publisher":"\\ud800","tier":"T1","publishedAt":"unknown"}`;
    expect(await record('RegisterSource', lone)).toMatchObject(problem(400, 'BAD_TEXT', '/publisher'));
  });

  test('keys that reach for a prototype are unknown fields', async () => {
    const body = `{"__proto__":{"tier":"T1"},${JSON.stringify(acmeSource).slice(1)}`;
    expect(await record('RegisterSource', body)).toMatchObject(problem(400, 'UNKNOWN_FIELD', '/__proto__'));
  });

  test('another content type or charset is 415', async () => {
    for (const type of [
      'text/plain',
      'application/xml',
      'application/json; charset=latin1',
      'application/x-www-form-urlencoded',
    ]) {
      expect(
        await record('RegisterSource', JSON.stringify(acmeSource), { 'content-type': type }),
      ).toMatchObject(problem(415, 'UNSUPPORTED_MEDIA_TYPE'));
    }
  });

  test('2 MB are 413, and the same connection answers the next request', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const send = (body: string): Promise<{ status: number; port: number; text: string }> =>
      new Promise((resolve, reject) => {
        const sent = httpRequest(
          `${api.url}/v1/commands/RegisterSource`,
          {
            method: 'POST',
            agent,
            headers: {
              authorization: `Bearer dt_testadmin_${'a'.repeat(40)}`,
              'content-type': 'application/json',
            },
          },
          (answer) => {
            const port = answer.socket.localPort ?? 0;
            let text = '';
            answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
            answer.on('end', () => {
              resolve({ status: answer.statusCode ?? 0, port, text });
            });
          },
        );
        sent.on('error', reject);
        sent.end(body);
      });
    const large = await send(JSON.stringify({ ...acmeSource, title: 'x'.repeat(2_000_000) }));
    expect(large.status).toBe(413);
    expect(JSON.parse(large.text)).toMatchObject({ code: 'BODY_TOO_LARGE' });
    const next = await send(JSON.stringify(acmeSource));
    expect([next.status, next.port]).toEqual([200, large.port]);
    agent.destroy();
  });
});

describe('wrong doors', () => {
  test('an unknown command, path, method', async () => {
    expect(await record('BuyDeal', {})).toMatchObject(problem(404, 'UNKNOWN_COMMAND'));
    expect(await record('constructor', {})).toMatchObject(problem(404, 'UNKNOWN_COMMAND'));
    for (const path of ['/v2', '/v1/nothing', '/'])
      expect((await ask(`${api.url}${path}`)).body).toMatchObject({ code: 'NOT_FOUND' });
    const wrong = await ask(`${api.url}/v1/deals/${acmeDeal.dealId}`, { method: 'DELETE' });
    expect(wrong).toMatchObject(problem(405, 'METHOD_NOT_ALLOWED'));
    expect(wrong.headers.get('allow')).toContain('GET');
    expect(wrong.headers.get('content-type')).toContain('application/problem+json');
    expect(await ask(`${api.url}/v1/deals/%zz`)).toMatchObject({ status: 400, body: { code: 'BAD_QUERY' } });
  });

  test('a path that answers says so in instance, without its query', async () => {
    const { body } = await ask(`${api.url}/v1/deals/deal_none?asAt=position:1`);
    expect(body).toMatchObject({
      instance: '/v1/deals/deal_none',
      title: 'Unknown deal',
      type: 'urn:dealtrail:problem:UNKNOWN_DEAL',
    });
  });

  test('an unknown parameter of a command', async () => {
    expect(
      await ask(`${api.url}/v1/commands/RegisterSource?dryrun=true`, { body: acmeSource }),
    ).toMatchObject(problem(400, 'BAD_QUERY', '/dryrun'));
  });
});
