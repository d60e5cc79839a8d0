import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acmeCase, acmeDeal, acmeSource } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { ask, startApi, startWorker } from '../support/server.ts';
import type { Reply, Running } from '../support/server.ts';

type Basis = {
  epoch: string;
  position: number;
  asAt: string | null;
  effectiveAt: string;
  view: string;
  policy: string;
};
type Listed = { items: Record<string, unknown>[]; nextCursor: string | null; basis: Basis };
type One = Record<string, unknown> & { basis: Basis };

let database: TestDatabase;
let api: Running;
let worker: Running;

beforeAll(async () => {
  database = await testDatabase();
  [api, worker] = await Promise.all([startApi(database), startWorker(database)]);
  for (const [name, body] of acmeCase)
    expect((await ask(`${api.url}/v1/commands/${name}`, { body })).status).toBe(201);
});

afterAll(async () => {
  await Promise.all([api.stop(), worker.stop()]);
  await database.drop();
});

const get = <Body = One>(
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply<Body>> => ask<Body>(`${api.url}/v1/${path}`, { headers });

const deal = `deals/${acmeDeal.dealId}`;

describe('an answer', () => {
  test.each([
    [deal, 'deal-current@1'],
    [`${deal}/claims`, 'claims@1'],
    [`${deal}/capital-stack`, 'capital-stack@1'],
    [`${deal}/stock-reactions`, 'stock-reactions@1'],
    [`${deal}/timeline`, 'deal-timeline@1'],
    ['deals', 'deal-current@1'],
    ['financings', 'financings@1'],
    ['financings/financing_acme-gpu', 'financings@1'],
    ['parties', 'parties@1'],
    ['parties/party_acme', 'parties@1'],
    ['sources', 'sources@1'],
    [`sources/${acmeSource.sourceId}`, 'sources@1'],
    ['conflicts', 'conflicts@1'],
    ['events', 'events@1'],
  ])('of %s names its basis, and asked again on it gives the same bytes', async (path, view) => {
    const first = await get(path);
    expect(first).toMatchObject({ status: 200, body: { basis: { position: 6, view, policy: '1' } } });
    const { basis } = first.body;
    expect(basis.asAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(basis.effectiveAt).toMatch(/^\d{4}-\d\d-\d\d$/);
    const query = `asAt=position:6&effectiveAt=${basis.effectiveAt}&epoch=${basis.epoch}&view=${view}&policy=1`;
    expect((await get(`${path}?${query}`)).text).toBe(first.text);
    expect((await get(`${path}?asAt=${basis.asAt ?? ''}&effectiveAt=${basis.effectiveAt}`)).text).toBe(
      first.text,
    );
  });

  test('is tagged: 304 while the bytes are the same', async () => {
    const { headers } = await get(deal);
    const tag = headers.get('etag') ?? '';
    const again = await get(deal, { 'if-none-match': tag });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await get(deal, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('as at an earlier position knows nothing later', async () => {
    expect((await get(`${deal}?asAt=position:3`)).status).toBe(404);
    expect((await get<Listed>('deals?asAt=position:3')).body.items).toEqual([]);
    expect((await get<Listed>('deals?asAt=position:4')).body.items).toHaveLength(1);
    expect((await get<Listed>('parties?asAt=position:0')).body).toMatchObject({
      items: [],
      basis: { position: 0, asAt: null },
    });
  });

  test('on a basis that is not kept is 410, as at a time to come 400', async () => {
    expect(await get(`${deal}?view=deal-current@9`)).toMatchObject({
      status: 410,
      body: { code: 'BASIS_RETIRED' },
    });
    expect(await get(`${deal}?policy=2`)).toMatchObject({ status: 410, body: { code: 'BASIS_RETIRED' } });
    for (const asAt of [
      'position:7',
      '2999-01-01T00:00:00Z',
      'position:x',
      'yesterday',
      '2026-13-01T00:00:00Z',
    ]) {
      expect(await get(`${deal}?asAt=${asAt}`)).toMatchObject({
        status: 400,
        body: { code: 'BAD_QUERY', errors: [{ pointer: '/asAt' }] },
      });
    }
  });

  test('waits for minPosition, but not for ever', async () => {
    const later = get(`${deal}?minPosition=7`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const source = { ...acmeSource, sourceId: 'source_later', url: 'https://example.com/later' };
    expect((await ask(`${api.url}/v1/commands/RegisterSource`, { body: source })).status).toBe(201);
    expect(await later).toMatchObject({ status: 200, body: { basis: { position: 7 } } });
    const never = await get('deals?minPosition=1000');
    expect(never).toMatchObject({ status: 503, body: { code: 'NOT_CAUGHT_UP' } });
    expect(Number(never.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('to a question with an unknown or repeated parameter is 400 with its name', async () => {
    expect(await get('deals?stagee=signed')).toMatchObject({
      status: 400,
      body: { code: 'BAD_QUERY', errors: [{ pointer: '/stagee' }] },
    });
    expect(await get('deals?stage=signed&stage=announced')).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/stage' }] },
    });
    expect(await get('deals?limit=0')).toMatchObject({ status: 400 });
    expect(await get('deals?minValue=1')).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/currency' }] },
    });
    expect(await get('events?limit=1001')).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/limit' }] },
    });
    expect(await get('events?types=Nothing')).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/types' }] },
    });
  });

  test.each([
    ['deals/deal_none', 'UNKNOWN_DEAL'],
    ['deals/deal_none/timeline', 'UNKNOWN_DEAL'],
    ['deals/deal_none/claims', 'UNKNOWN_DEAL'],
    ['financings/financing_none', 'UNKNOWN_FINANCING'],
    ['parties/party_none', 'UNKNOWN_PARTY'],
    ['sources/source_none', 'UNKNOWN_SOURCE'],
    ['events/0198c1d0-0000-7000-8000-000000000000', 'UNKNOWN_EVENT'],
    ['events/not-an-id', 'UNKNOWN_EVENT'],
    ["deals/'%20or%201=1", 'UNKNOWN_DEAL'],
    ['deals/%00', 'UNKNOWN_DEAL'],
  ])('about %s is 404 %s', async (path, code) => {
    expect(await get(path)).toMatchObject({ status: 404, body: { code } });
  });
});

describe('a list', () => {
  test('filters on what its items say', async () => {
    const found = async (query: string) => (await get<Listed>(`deals?${query}`)).body.items.length;
    expect(await found('stage=announced')).toBe(1);
    expect(await found('stage=signed')).toBe(0);
    expect(await found('class=cloudServices&party=party_globex')).toBe(1);
    expect(await found('minValue=1000000000&currency=USD')).toBe(1);
    expect(await found('maxValue=1000000000&currency=USD')).toBe(0);
    expect(await found('announcedFrom=2026-03-01&announcedTo=2026-03-31')).toBe(1);
    expect(await found('announcedTo=2026-03-01')).toBe(0);
    expect(await found('changedSince=1000')).toBe(0);
    expect((await get<Listed>('parties?name=ACME')).body.items).toMatchObject([{ partyId: 'party_acme' }]);
  });

  test("goes on from its cursor on the first page's basis, whatever is recorded meanwhile", async () => {
    const first = await get<Listed>('sources?limit=1&tier=T1');
    const source = { ...acmeSource, sourceId: 'source_meanwhile', url: 'https://example.com/meanwhile' };
    await ask(`${api.url}/v1/commands/RegisterSource`, { body: source });
    const { nextCursor, basis } = first.body;
    const second = await get<Listed>(`sources?limit=5&cursor=${nextCursor ?? ''}`);
    expect(second.body).toMatchObject({ items: [{ sourceId: 'source_later' }], nextCursor: null, basis });
    expect((await get(`sources?tier=T2&cursor=${nextCursor ?? ''}`)).status).toBe(400);
    expect((await get<Listed>(`sources?tier=T1&asAt=position:7&cursor=${nextCursor ?? ''}`)).status).toBe(
      200,
    );
    expect((await get(`parties?cursor=${nextCursor ?? ''}`)).status).toBe(400);
    expect((await get('parties?cursor=nonsense')).status).toBe(400);
  });

  test('of events has filters that leave holes, pages by position, and streams as ndjson', async () => {
    const types = await get<Listed>('events?types=PartyRegistered,DealAnnounced');
    expect(types.body.items.map(({ position }) => position)).toEqual([2, 3, 4]);
    const ranged = await get<Listed>('events?fromPosition=2&toPosition=4&limit=2');
    expect(ranged.body.items.map(({ position }) => position)).toEqual([2, 3]);
    const rest = await get<Listed>(`events?cursor=${ranged.body.nextCursor ?? ''}`);
    expect(rest.body).toMatchObject({ items: [{ position: 4 }], nextCursor: null });
    const stream = await get('events?fromPosition=1', { accept: 'application/x-ndjson' });
    expect(stream.headers.get('content-type')).toContain('application/x-ndjson');
    const lines = stream.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ position }) => position)).toEqual(lines.map((_, index) => index + 1));
    expect(lines[0]).not.toHaveProperty('basis');
    const one = await get(`events/${String(lines[3]?.['eventId'])}`);
    expect(one.body).toMatchObject({ ...lines[3], basis: { view: 'events@1' } });
  });
});

test('projections say how far each view has come', async () => {
  const { body } = await get<Listed>('projections');
  expect(body.items.map(({ name }) => name)).toContain('deal-current');
  expect(body.items.every(({ state, error }) => state === 'running' && error === null)).toBe(true);
});
