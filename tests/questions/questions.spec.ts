import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomFrom, seedOfThisRun } from '../crash/random.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { ask, startApi, startWorker } from '../support/server.ts';
import type { Running } from '../support/server.ts';
import { world } from './commands.ts';
import { answerTo, changedAnswers, keepAnswers, openRecorder, rebuildAll } from './keep-answers.ts';
import type { Kept, Recorder } from './keep-answers.ts';

const seed = seedOfThisRun();
const rounds = 12;
const commandsPerRound = 14;
const questionsPerRound = 40;
const askers = 8;

let database: TestDatabase;
let api: Running;
let worker: Running;
let recorder: Recorder;

beforeAll(async () => {
  database = await testDatabase();
  [api, worker] = await Promise.all([startApi(database), startWorker(database)]);
  recorder = openRecorder(api.url, randomFrom(seed));
}, 60_000);

afterAll(async () => {
  await Promise.all([api.stop(), worker.stop()]);
  await database.drop();
});

/** Questions at once, while the log grows. */
const askWhileRecording = async (round: number): Promise<readonly Kept[]> => {
  const log = recorder.log();
  const recording = recorder.record(commandsPerRound);
  const kept = await Promise.all(
    Array.from({ length: askers }, async (_, asker) => {
      const random = randomFrom(seed + 1_000 * round + asker);
      const answers: Kept[] = [];
      for (let count = 0; count < questionsPerRound / askers; count += 1)
        answers.push(...(await keepAnswers(api.url, random, log)));
      return answers;
    }),
  );
  await recording;
  return kept.flat();
};

describe('questions of every kind while the log grows and views are rebuilt, asked again on their basis', () => {
  test(`are answered with the same bytes (seed ${String(seed)})`, async () => {
    const kept: Kept[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const rebuilding = round === rounds / 2 ? rebuildAll(api.url) : Promise.resolve([]);
      kept.push(...(await askWhileRecording(round)));
      expect((await rebuilding).every((status) => status === 'done')).toBe(true);
    }
    const rewriting = ['RecordCorrected', 'RecordRetracted', 'RecordCited', 'SourceRetracted'];
    const types = new Set(recorder.log().told.map(({ type }) => type));
    expect(rewriting.filter((type) => types.has(type)).length).toBeGreaterThan(2);
    expect(kept.length).toBeGreaterThan(500);
    expect(kept.filter(({ status }) => status === 200).length).toBeGreaterThan(kept.length / 2);
    expect(kept.filter(({ status }) => status >= 500)).toEqual([]);
    expect(new Set(await rebuildAll(api.url))).toEqual(new Set(['done']));
    expect(await changedAnswers(api.url, kept)).toEqual([]);
  }, 300_000);
});

const deal = `/v1/deals/${world.deals[0]}`;
const ones = [
  deal,
  ...['timeline', 'claims', 'capital-stack', 'stock-reactions'].map((view) => `${deal}/${view}`),
  '/v1/financings/financing_one',
  '/v1/parties/party_acme',
  '/v1/sources/source_wire',
];
const lists = ['deals', 'financings', 'parties', 'sources', 'conflicts', 'events'].map(
  (name) => `/v1/${name}`,
);

describe('every read', () => {
  const said = async (path: string, query: Readonly<Record<string, string>>) => {
    const { status, body } = await answerTo(api.url, { path, query });
    const { code, errors } = body as { code?: string; errors?: { pointer: string }[] };
    return [status, code, errors?.[0]?.pointer];
  };

  test.each([...ones, ...lists])('%s refuses a time to come, and a day that is none', async (path) => {
    const future = { asAt: '2999-01-01T00:00:00Z' };
    expect(await said(path, future)).toEqual([400, 'BAD_QUERY', '/asAt']);
    expect(await said(path, { asAt: 'position:1000000' })).toEqual([400, 'BAD_QUERY', '/asAt']);
    for (const effectiveAt of ['2025-11', '2025-11-31', '2025', 'unknown'])
      expect(await said(path, { effectiveAt })).toEqual([400, 'BAD_QUERY', '/effectiveAt']);
  });

  test.each([...ones, ...lists])('%s says when its basis is retired', async (path) => {
    const view = path.endsWith('events') ? 'events@9' : 'deal-current@9';
    expect(await said(path, { view })).toEqual([410, 'BASIS_RETIRED', undefined]);
    expect(await said(path, { policy: '9' })).toEqual([410, 'BASIS_RETIRED', undefined]);
    const epoch = '0198c1d0-0000-4000-8000-000000000000';
    expect(await said(path, { epoch })).toEqual([410, 'BASIS_RETIRED', undefined]);
  });

  test.each(lists)('%s is empty before the first event', async (path) => {
    for (const asAt of ['position:0', '2020-01-01T00:00:00Z']) {
      const { status, body } = await answerTo(api.url, { path, query: { asAt } });
      expect([status, body]).toEqual([
        200,
        expect.objectContaining({
          items: [],
          nextCursor: null,
          basis: expect.objectContaining({ position: 0 }),
        }),
      ]);
    }
  });

  test.each(ones)('%s knows of nothing before the first event', async (path) => {
    const [status, code] = await said(path, { asAt: 'position:0' });
    expect([status, code]).toEqual([404, expect.stringMatching(/^UNKNOWN_/)]);
  });

  test('knows an event from the instant it was recorded at on, and not a microsecond before', async () => {
    const { items } = (
      await ask<{ items: { recordedAt: string; position: number }[] }>(`${api.url}/v1/events?limit=9`)
    ).body;
    for (const { recordedAt, position } of items) {
      const { body } = await answerTo(api.url, {
        path: '/v1/events',
        query: { asAt: recordedAt, limit: '1' },
      });
      expect(body.basis?.position).toBe(position);
      const micros =
        BigInt(Date.parse(`${recordedAt.slice(0, 19)}Z`)) * 1000n + BigInt(recordedAt.slice(20, 26)) - 1n;
      const before = `${new Date(Number(micros / 1000n)).toISOString().slice(0, 20)}${String(micros % 1_000_000n).padStart(6, '0')}Z`;
      const earlier = await answerTo(api.url, { path: '/v1/events', query: { asAt: before, limit: '1' } });
      expect(earlier.body.basis?.position).toBeLessThan(position);
    }
  });
});
