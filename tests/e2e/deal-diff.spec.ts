import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acmeCase, acmeDeal, acmeSource } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { adminKey, ask, startApi, startWorker } from '../support/server.ts';
import type { Reply, Running } from '../support/server.ts';
import { dealtrail } from './cli-harness.ts';

type Basis = { position: number; effectiveAt: string; epoch: string; view: string; policy: string };
type Change = { path: string; before: unknown; after: unknown; by: Record<string, unknown>[] };
type Diff = { dealId: string; from: Basis; to: Basis; changes: Change[] };

const { dealId } = acmeDeal;
const sources = [{ sourceId: acmeSource.sourceId, locator: 'Item 1.01' }];
const correction = {
  ...{ targetCommandId: 'announce', reason: 'typing error: the filing says 1.25 billion', sources },
  changes: [{ path: 'terms.totalValue.value.amount', to: '1250000000' }],
};

let database: TestDatabase;
let api: Running;
let worker: Running;
let head = 0;

const send = async (name: string, body: object, key?: string): Promise<void> => {
  const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
  const sent = await ask<{ position: number }>(`${api.url}/v1/commands/${name}`, { body, headers });
  expect([name, sent.status]).toEqual([name, 201]);
  head = sent.body.position;
};

beforeAll(async () => {
  database = await testDatabase();
  [api, worker] = await Promise.all([startApi(database), startWorker(database)]);
  for (const [name, body] of acmeCase)
    await send(name, body, name === 'AnnounceDeal' ? 'announce' : undefined);
  await send('CorrectRecord', correction);
  await send('RetractSource', {
    sourceId: acmeSource.sourceId,
    reason: 'withdrawn by its publisher',
    sources,
  });
});

afterAll(async () => {
  await Promise.all([api.stop(), worker.stop()]);
  await database.drop();
});

const diff = <Body = Diff>(query: string, id = dealId): Promise<Reply<Body>> =>
  ask<Body>(`${api.url}/v1/deals/${id}/diff?${query}`);

describe('a diff over HTTP', () => {
  test('names a correction, whose it was, why, and the source by its title', async () => {
    const { status, body } = await diff('from=position:6&to=position:7');
    expect([status, body.dealId, body.from.position, body.to.position]).toEqual([200, dealId, 6, 7]);
    const { value } = acmeDeal.terms.totalValue;
    const { asStated, qualifier } = acmeDeal.terms.totalValue;
    expect(body.changes).toEqual([
      {
        path: '/terms/deal.totalValue/value',
        before: { qualifier, value, asStated },
        after: { qualifier, value: { ...value, amount: '1250000000' }, asStated },
        byEffectiveAt: false,
        by: [
          {
            ...{ eventId: expect.any(String), position: 7, type: 'RecordCorrected', streamId: dealId },
            ...{ recordedAt: expect.any(String), actor: 'admin', reason: correction.reason },
            sources: [{ ...sources[0], publisher: 'Acme Compute', title: 'Form 8-K' }],
          },
        ],
      },
    ]);
  });

  test('asked again with both bases gives the same bytes, whatever was recorded since', async () => {
    const first = await diff(`from=position:0&minPosition=${String(head)}`);
    const { from, to } = first.body;
    expect([from.position, to.position, to.view]).toEqual([0, head, 'deal-diff@1']);
    await send('RegisterSource', { ...acmeSource, sourceId: 'source_more', url: 'https://example.com/more' });
    const again = new URLSearchParams({
      ...{ from: `position:${String(from.position)}`, to: `position:${String(to.position)}` },
      ...{ fromEffectiveAt: from.effectiveAt, toEffectiveAt: to.effectiveAt },
      ...{ epoch: to.epoch, view: to.view, policy: to.policy },
    });
    expect((await diff(again.toString())).text).toBe(first.text);
  });

  test('between a basis and itself is empty, of a source that was retracted names the retraction', async () => {
    expect((await diff('from=position:7&to=position:7')).body.changes).toEqual([]);
    const { changes } = (await diff('from=position:7&to=position:8')).body;
    const value = changes.find(({ path }) => path === '/terms/deal.totalValue/value');
    expect(value).toMatchObject({
      ...{ after: null },
      by: [{ type: 'SourceRetracted', streamId: acmeSource.sourceId, position: 8 }],
    });
  });

  test.each([
    ['', 400, '/from'],
    ['from=yesterday', 400, '/from'],
    ['from=position:1&to=2999-01-01T00:00:00Z', 400, '/to'],
    ['from=2999-01-01T00:00:00Z', 400, '/from'],
    ['from=position:7&to=position:6', 400, '/from'],
    ['from=position:1&fromEffectiveAt=2026-02-30', 400, '/fromEffectiveAt'],
    ['from=position:1&asAt=position:2', 400, '/asAt'],
    ['from=position:1&view=deal-diff@9', 410, undefined],
    ['from=position:1&policy=9', 410, undefined],
    ['from=position:0&to=position:3', 404, undefined],
  ])('asked with "%s" is %i', async (query, status, pointer) => {
    const { status: said, body } = await diff<{ errors?: { pointer: string }[] }>(query);
    expect([said, body.errors?.[0]?.pointer]).toEqual([status, pointer]);
  });

  test.each(['deal_none', 'party_acme', "'%20or%201=1"])('of %s is of nothing recorded', async (id) => {
    expect(await diff('from=position:0', id)).toMatchObject({ status: 404, body: { code: 'UNKNOWN_DEAL' } });
  });
});

describe('dealtrail diff', () => {
  const run = (...args: readonly string[]) =>
    dealtrail(['diff', ...args], {
      env: { DEALTRAIL_URL: api.url, DEALTRAIL_KEY: adminKey },
      columns: 80,
    });

  test('shows what changed under the events that changed it, within 80 columns', async () => {
    const { code, stdout } = await run(dealId, '--from', 'position:6', '--to', 'position:7');
    expect(code).toBe(0);
    const lines = stdout
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, 'then')
      .replaceAll(/effective \S+/g, 'effective today')
      .split('\n');
    expect(lines).toEqual([
      `1 change on ${dealId}`,
      'From position 6 (then), effective today',
      'To   position 7 (then), effective today',
      '',
      '7  RecordCorrected, then by admin',
      '   reason: typing error: the filing says 1.25 billion',
      '   from source_acme-8k, Acme Compute, Form 8-K, Item 1.01',
      '  totalValue',
      '    was  USD 1,200,000,000 ("$1.2 billion")',
      '    is   USD 1,250,000,000 ("$1.2 billion")',
      '',
    ]);
    const whole = await run(dealId, '--from', 'position:0', '--to', 'position:8');
    expect(whole.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('as JSON is the answer itself, as CSV one field a row', async () => {
    const range = [dealId, '--from', 'position:6', '--to', 'position:7'];
    const { stdout } = await run(...range, '--json');
    expect(JSON.parse(stdout)).toEqual((await diff('from=position:6&to=position:7')).body);
    const csv = await dealtrail(['diff', ...range, '--output', 'csv'], {
      env: { DEALTRAIL_URL: api.url, DEALTRAIL_KEY: adminKey },
    });
    expect(csv.stdout.split('\n')[1]).toContain('7,RecordCorrected,admin');
  });

  test('without a start, or of a deal that is not there, says so with its exit code', async () => {
    expect((await run(dealId)).code).toBe(2);
    expect((await run('deal_none', '--from', 'position:0')).code).toBe(3);
  });
});
