import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CapitalStack } from '@dealtrail/api/openapi/answers/capital-stack';
import { Claims } from '@dealtrail/api/openapi/answers/claims';
import { idOf } from '@dealtrail/api/openapi/answers/component';
import { Deal, Deals } from '@dealtrail/api/openapi/answers/deal';
import { DealDiff } from '@dealtrail/api/openapi/answers/deal-diff';
import { Conflicts, Event, Events, EventWithBasis, Timeline } from '@dealtrail/api/openapi/answers/events';
import { Financings, FinancingWithBasis } from '@dealtrail/api/openapi/answers/financing';
import {
  CommandAnswer,
  Keys,
  LineAnswer,
  Live,
  NewKey,
  Problem,
  Ready,
} from '@dealtrail/api/openapi/answers/operations';
import { Projections } from '@dealtrail/api/openapi/answers/projections';
import { Parties, PartyWithBasis } from '@dealtrail/api/openapi/answers/party';
import { Sources, SourceWithBasis } from '@dealtrail/api/openapi/answers/source';
import { StockReactions } from '@dealtrail/api/openapi/answers/stock-reactions';
import { sliceOfEvent } from '@dealtrail/deals/registry';
import { caseText, recordCase } from '../cases/iren-microsoft/recorded-case.ts';
import type { RecordedCase } from '../cases/iren-microsoft/recorded-case.ts';
import { acmeCase, acmeDeal, acmeSource } from '../support/acme.ts';
import { ask } from '../support/server.ts';
import type { Ask } from '../support/server.ts';

type Content = Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>;
type Described = {
  readonly description: string;
  readonly content?: Content;
  readonly headers?: Readonly<Record<string, unknown>>;
};
type Document = {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Described>> }>>>
  >;
};
type Listed = {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly nextCursor: string | null;
};

type Schema = Parameters<typeof idOf>[0];

let recorded: RecordedCase;
let document: Document;
let position = 0;

const send = async (name: string, body: object) => {
  const sent = await ask(`${recorded.url}/v1/commands/${name}`, { body });
  expect([name, sent.status]).toEqual([name, 201]);
  const answer = CommandAnswer.parse(sent.body);
  position = answer.position;
  return answer.events[0]?.eventId ?? '';
};

beforeAll(async () => {
  recorded = await recordCase();
  document = (await ask<Document>(`${recorded.url}/openapi.json`, { key: null })).body;
  const events = [];
  for (const [name, body] of acmeCase) events.push(await send(name, body));
  const sources = [{ sourceId: acmeSource.sourceId }];
  await send('CorrectRecord', {
    ...{ targetEventId: events[3], reason: 'typing error', sources },
    changes: [{ path: 'terms.totalValue.value.amount', to: '1250000000' }],
  });
  await send('RetractRecord', { targetEventId: events[4], reason: 'of another company', sources });
}, 120_000);

afterAll(() => recorded.close());

const responseOf = (path: string, status: number, method = 'get'): Described => {
  const found = document.paths[path]?.[method]?.responses[String(status)];
  if (found === undefined)
    throw new Error(`${method} ${path} does not say that it answers ${String(status)}`);
  return found;
};

/** The answer to a read, which must be exactly what the contract says of its path. */
const read = async <Answer extends Schema>(
  path: string,
  schema: Answer,
  params: Readonly<Record<string, string>> = {},
): Promise<ReturnType<Answer['parse']>> => {
  const { id = '', ...query } = params;
  const search = new URLSearchParams({ minPosition: String(position), ...query });
  const { status, body, headers } = await ask(
    `${recorded.url}${path.replace(/\{\w+\}/, encodeURIComponent(id))}?${search.toString()}`,
  );
  expect([path, status, body['code']]).toEqual([path, 200, undefined]);
  const described = responseOf(path, 200);
  expect(described.content?.['application/json']?.schema.$ref).toBe(`#/components/schemas/${idOf(schema)}`);
  for (const name of Object.keys(described.headers ?? {})) expect(headers.get(name)).not.toBeNull();
  expect(schema.parse(body)).toEqual(body);
  return body as ReturnType<Answer['parse']>;
};

/** Every item of a list, page by page. */
const readAll = async (
  path: string,
  schema: Schema,
  params: Readonly<Record<string, string>> = {},
): Promise<Listed['items']> => {
  const first = (await read(path, schema, params)) as Listed;
  const items = [...first.items];
  for (let cursor = first.nextCursor; cursor !== null;) {
    const page = (await read(path, schema, { ...params, cursor })) as Listed;
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
};

const ids = (items: Listed['items'], name: string): string[] => items.map((item) => String(item[name]));

describe('every answer is what the contract says', () => {
  test('deals: the list, and every view of each of them', async () => {
    const deals = ids(await readAll('/v1/deals', Deals, { limit: '1' }), 'dealId');
    expect(deals).toEqual(expect.arrayContaining([acmeDeal.dealId, 'deal_iren-microsoft-ai-cloud']));
    for (const id of deals) {
      const { terms } = await read('/v1/deals/{id}', Deal, { id });
      expect(Object.keys(terms).length).toBeGreaterThan(0);
      expect((await read('/v1/deals/{id}/claims', Claims, { id })).paths.length).toBeGreaterThan(0);
      await read('/v1/deals/{id}/capital-stack', CapitalStack, { id });
      await read('/v1/deals/{id}/diff', DealDiff, { id, from: 'position:0' });
      await read('/v1/deals/{id}/stock-reactions', StockReactions, { id });
      await readAll('/v1/deals/{id}/timeline', Timeline, { id, limit: '50' });
      await readAll('/v1/deals/{id}/timeline', Timeline, { id, order: 'occurred' });
    }
  }, 120_000);

  test('a history with a correction and a retraction', async () => {
    const items = await readAll('/v1/deals/{id}/timeline', Timeline, { id: acmeDeal.dealId });
    for (const member of ['correctedBy', 'retractedBy', 'corrects'])
      expect(items.some((item) => item[member] !== undefined)).toBe(true);
  });

  test('a deal as it was known and as it was true at any time', async () => {
    const id = 'deal_iren-microsoft-ai-cloud';
    const { changedAt } = await read('/v1/deals/{id}', Deal, { id });
    for (let at = changedAt; at > changedAt / 2; at -= 10) {
      const basis = { id, asAt: `position:${String(at)}`, minPosition: '0' };
      await read('/v1/deals/{id}', Deal, basis);
      await read('/v1/deals/{id}/claims', Claims, basis);
    }
    await read('/v1/deals/{id}', Deal, { id, effectiveAt: '2025-01-01' });
  });

  test.each([
    ['/v1/financings', Financings, FinancingWithBasis, 'financingId'],
    ['/v1/parties', Parties, PartyWithBasis, 'partyId'],
    ['/v1/sources', Sources, SourceWithBasis, 'sourceId'],
  ])('%s: the list, and each by its id', async (path, list, one, name) => {
    const found = ids(await readAll(path, list, { limit: '7' }), name);
    expect(found.length).toBeGreaterThan(0);
    for (const id of found) await read(`${path}/{id}`, one, { id });
  });

  test('conflicts: the list, of every class and state', async () => {
    expect((await readAll('/v1/conflicts', Conflicts, { limit: '3' })).length).toBeGreaterThan(10);
    await read('/v1/conflicts', Conflicts, { class: 'value', state: 'open' });
  });

  test('the log: pages, one event, a stream, and the data of every type by its own name', async () => {
    const found = await readAll('/v1/events', Events, { limit: '60' });
    expect(found.length).toBe(position);
    for (const event of found) {
      const { type, data } = event as { type: string; data: unknown };
      expect(sliceOfEvent(type)?.fields.safeParse(data)).toMatchObject({ success: true });
    }
    for (const id of ids(found, 'eventId').slice(-15))
      await read('/v1/events/{eventId}', EventWithBasis, { id });
    const { text } = await ask(`${recorded.url}/v1/events`, { headers: { accept: 'application/x-ndjson' } });
    const lines = text.trim().split('\n');
    expect(lines.map((line) => Event.safeParse(JSON.parse(line)).success)).toEqual(lines.map(() => true));
  });

  test('what whoever runs the server asks', async () => {
    for (const [path, schema] of [
      ['/v1/projections', Projections],
      ['/v1/keys', Keys],
      ['/health/live', Live],
      ['/health/ready', Ready],
    ] as const) {
      const { status, body } = await ask(`${recorded.url}${path}`);
      expect([path, status]).toEqual([path, 200]);
      expect(schema.parse(body)).toEqual(body);
      expect(responseOf(path, 200).content?.['application/json']?.schema.$ref).toContain(idOf(schema));
    }
    const created = await ask(`${recorded.url}/v1/keys`, { body: { role: 'reader', principal: 'Rita' } });
    expect(NewKey.parse(created.body)).toEqual(created.body);
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  test('the answers of commands, again and line by line', async () => {
    const repeated = { body: acmeSource, headers: { 'idempotency-key': 'contract-1' } };
    for (const dryRun of ['?dryRun=true', '']) {
      const { status, body, headers } = await ask(
        `${recorded.url}/v1/commands/RegisterSource${dryRun}`,
        repeated,
      );
      expect([status, headers.get('etag')]).toEqual([200, '"1"']);
      expect(CommandAnswer.parse(body)).toEqual(body);
    }
    const again = await ask(`${recorded.url}/v1/commands/RegisterSource`, repeated);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const upload = { body: `${caseText.trim()}\n{}\n`, headers: { 'content-type': 'application/x-ndjson' } };
    const { text } = await ask(`${recorded.url}/v1/commands`, upload);
    for (const line of text.trim().split('\n')) LineAnswer.parse(JSON.parse(line));
  });
});

const deal = '/v1/deals/{id}';
const register = '/v1/commands/RegisterSource';
const other = { ...acmeSource, title: 'Another title' };
const headed = (name: string, value: string): Ask => ({ body: acmeSource, headers: { [name]: value } });

describe('every refusal is a problem that the contract lists for its path', () => {
  test.each<[number, string, string, string, Ask]>([
    [400, 'BAD_QUERY', deal, `/v1/deals/${acmeDeal.dealId}?asAt=never`, {}],
    [401, 'UNAUTHENTICATED', deal, `/v1/deals/${acmeDeal.dealId}`, { key: null }],
    [404, 'UNKNOWN_DEAL', deal, '/v1/deals/deal_none', {}],
    [410, 'BASIS_RETIRED', deal, `/v1/deals/${acmeDeal.dealId}?policy=9`, {}],
    [400, 'BAD_QUERY', '/v1/deals/{id}/diff', `/v1/deals/${acmeDeal.dealId}/diff`, {}],
    [503, 'NOT_CAUGHT_UP', '/v1/deals', '/v1/deals?minPosition=100000', {}],
    [409, 'MUST_REFETCH', '/v1/changes/events', '/v1/changes/events?live=sse', headed('last-event-id', 'x')],
    [400, 'MALFORMED_JSON', register, register, { body: '{' }],
    [400, 'BAD_HEADER', register, register, headed('if-match', '3')],
    [409, 'SOURCE_ALREADY_REGISTERED', register, register, { body: other }],
    [412, 'VERSION_CONFLICT', register, register, headed('if-match', '"7"')],
    [413, 'BODY_TOO_LARGE', register, register, { body: ' '.repeat(1024 * 1024 + 1) }],
    [415, 'UNSUPPORTED_MEDIA_TYPE', register, register, headed('content-type', 'text/plain')],
    [404, 'UNKNOWN_KEY', '/v1/keys/{id}', '/v1/keys/nobody99', { method: 'DELETE' }],
    [400, 'INVALID_FIELDS', '/v1/keys', '/v1/keys', { body: { role: 'king' } }],
  ])('%i %s of %s', async (status, code, path, url, request) => {
    const isFeed = code === 'MUST_REFETCH';
    const said = await ask(`${recorded.url}${url}`, isFeed ? { headers: request.headers ?? {} } : request);
    expect([said.status, said.body['code']]).toEqual([status, code]);
    expect(Problem.parse(said.body)).toEqual(said.body);
    const method = isFeed ? 'get' : (request.method ?? (request.body === undefined ? 'get' : 'post'));
    const described = responseOf(path, status, method.toLowerCase());
    expect(described.description).toContain(`\`${code}\``);
    expect(described.content).toHaveProperty(['application/problem+json']);
    for (const name of Object.keys(described.headers ?? {})) expect(said.headers.get(name)).not.toBeNull();
  });
});
