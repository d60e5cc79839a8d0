import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acmeCase } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { adminKey, ask, startApi, startWorker } from '../support/server.ts';
import type { Ask, Reply, Running } from '../support/server.ts';
import { dealtrail } from './cli-harness.ts';

let database: TestDatabase;
let api: Running;
let worker: Running;

beforeAll(async () => {
  database = await testDatabase();
  [api, worker] = await Promise.all([startApi(database), startWorker(database)]);
  for (const [name, body] of acmeCase) await ask(`${api.url}/v1/commands/${name}`, { body });
});

afterAll(async () => {
  await Promise.all([api.stop(), worker.stop()]);
  await database.drop();
});

type Job = { jobId: string; build: number; status: string; state: string; projection: string };
type Projections = { items: { name: string; state: string; builds: { build: number; state: string }[] }[] };

const at = <Body = Job>(path: string, request: Ask = {}): Promise<Reply<Body>> =>
  ask<Body>(`${api.url}/v1${path}`, request);

const post = (path: string, key = adminKey): Promise<Reply<Job>> => at(path, { method: 'POST', key });

const drop = (path: string): Promise<Reply<Job>> => at(path, { method: 'DELETE' });

const keyOf = async (role: string): Promise<string> =>
  (await at<{ key: string }>('/keys', { body: { role, principal: role } })).body.key;

const builds = async (name = 'deal-current'): Promise<readonly (readonly [number, string])[]> => {
  const { body } = await at<Projections>('/projections');
  const found = body.items.find((one) => one.name === name)?.builds ?? [];
  return found.map(({ build, state }) => [build, state] as const);
};

const until = async <T>(look: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T> => {
  for (let attempt = 0; attempt < 200; attempt++) {
    const seen = await look();
    if (isSo(seen)) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it never came to pass');
};

const done = async (jobId: string): Promise<Job> =>
  (
    await until(
      () => at(`/jobs/${jobId}`),
      ({ body }) => body.status !== 'running',
    )
  ).body;

const rebuilt = async (): Promise<Job> =>
  await done((await post('/projections/deal-current/rebuild')).body.jobId);

describe('a rebuild over HTTP', () => {
  test('is a job, whose build takes over from the one before without changing a byte of an answer', async () => {
    const before = await at<{ basis: { position: number; effectiveAt: string } }>('/deals?minPosition=6');
    expect(before.status).toBe(200);
    const asked = await post('/projections/deal-current/rebuild');
    expect(asked).toMatchObject({
      status: 202,
      body: { projection: 'deal-current', build: 2, kind: 'rebuild' },
    });
    expect(asked.headers.get('location')).toBe(`/v1/jobs/${asked.body.jobId}`);
    expect(await done(asked.body.jobId)).toMatchObject({ status: 'done', state: 'serving', error: null });
    expect(await builds()).toEqual([
      [1, 'kept'],
      [2, 'serving'],
    ]);
    const { position, effectiveAt } = before.body.basis;
    const again = await at(`/deals?asAt=position:${String(position)}&effectiveAt=${effectiveAt}`);
    expect(again.text).toBe(before.text);
  });

  test('can be taken back at once, and forth again', async () => {
    expect(await post('/projections/deal-current/rollback')).toMatchObject({
      status: 200,
      body: { build: 1 },
    });
    expect(await builds()).toEqual([
      [1, 'serving'],
      [2, 'kept'],
    ]);
    expect(await post('/projections/deal-current/rollback')).toMatchObject({
      status: 200,
      body: { build: 2 },
    });
  });

  test('keeps one build for the way back, and drops what was kept before', async () => {
    await rebuilt();
    expect(await until(builds, (seen) => seen.length === 2)).toEqual([
      [2, 'kept'],
      [3, 'serving'],
    ]);
    expect(await post('/projections/deal-current/rollback')).toMatchObject({
      status: 200,
      body: { build: 2 },
    });
    expect((await drop('/projections/deal-current/builds/3')).status).toBe(204);
    await until(builds, (seen) => seen.length === 1);
    await rebuilt();
  });

  test('leaves a build that can be dropped, unless readers see it', async () => {
    expect(await drop('/projections/deal-current/builds/4')).toMatchObject({
      status: 409,
      body: { code: 'BUILD_SERVES' },
    });
    expect((await drop('/projections/deal-current/builds/2')).status).toBe(204);
    await until(builds, (seen) => seen.length === 1);
    expect(await drop('/projections/deal-current/builds/2')).toMatchObject({
      status: 404,
      body: { code: 'UNKNOWN_BUILD' },
    });
    expect(await post('/projections/deal-current/rollback')).toMatchObject({
      status: 409,
      body: { code: 'NOTHING_TO_ROLL_BACK_TO' },
    });
  });

  test('that is over cannot be given up', async () => {
    const { jobId } = await rebuilt();
    expect(await drop(`/jobs/${jobId}`)).toMatchObject({ status: 409, body: { code: 'JOB_OVER' } });
  });

  test.each([
    ['POST', '/projections/deal-currant/rebuild', 'UNKNOWN_PROJECTION'],
    ['POST', '/projections/deal-timeline/rebuild', 'UNKNOWN_PROJECTION'],
    ['POST', '/projections/deal-currant/rollback', 'UNKNOWN_PROJECTION'],
    ['POST', '/projections/deal-currant/resume', 'UNKNOWN_PROJECTION'],
    ['DELETE', '/projections/deal-current/builds/0', 'UNKNOWN_BUILD'],
    ['DELETE', '/projections/deal-current/builds/two', 'UNKNOWN_BUILD'],
    ['GET', '/jobs/7', 'UNKNOWN_JOB'],
    ['GET', '/jobs/00000000-0000-4000-8000-000000000000', 'UNKNOWN_JOB'],
    ['DELETE', '/jobs/00000000-0000-4000-8000-000000000000', 'UNKNOWN_JOB'],
  ])('%s %s is %s', async (method, path, code) => {
    expect(await at(path, { method })).toMatchObject({ status: 404, body: { code } });
  });

  test.each(['rebuild', 'rollback', 'resume'])(
    '%s takes no body, and says so instead of passing one over',
    async (deed) => {
      const sent = (body: unknown, headers = {}) =>
        at<{ code: string; detail: string; errors: { pointer: string }[] }>(`/projections/claims/${deed}`, {
          ...{ method: 'POST', body, headers },
        });
      const before = await builds('claims');
      const { status, body } = await sent({ version: 2 });
      expect([status, body.code, body.errors[0]?.pointer]).toEqual([400, 'UNKNOWN_FIELD', '/version']);
      expect(body.detail).toBe('there is no field version; this takes no fields: send no body');
      expect(await sent('[]')).toMatchObject({ status: 400, body: { code: 'INVALID_FIELDS' } });
      expect(await sent('{')).toMatchObject({ status: 400, body: { code: 'MALFORMED_JSON' } });
      expect((await sent('force=true', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(
        415,
      );
      expect(await builds('claims')).toEqual(before);
    },
  );

  test('asked for with an empty object is as asked for without a body', async () => {
    expect((await at('/projections/claims/resume', { method: 'POST', body: {} })).status).toBe(202);
  });

  test('is for admins; whoever reads may look at its job', async () => {
    const { body } = await post('/projections/sources/rebuild');
    for (const role of ['reader', 'analyst', 'auditor']) {
      const key = await keyOf(role);
      expect((await post('/projections/sources/rebuild', key)).status).toBe(403);
      expect((await at(`/jobs/${body.jobId}`, { key })).status).toBe(200);
      expect((await at(`/jobs/${body.jobId}`, { key, method: 'DELETE' })).status).toBe(403);
    }
    expect((await post('/projections/sources/rebuild?force=true')).status).toBe(400);
    await done(body.jobId);
  });
});

describe('dealtrail projections', () => {
  const projections = (...args: readonly string[]) =>
    dealtrail(['projections', ...args], { env: { DEALTRAIL_URL: api.url, DEALTRAIL_KEY: adminKey } });

  test('rebuild --wait ends when readers see the new build, rollback goes back, drop drops', async () => {
    const rebuild = await projections('rebuild', 'claims', '--wait');
    expect(rebuild).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Readers see build 2 of claims@1 since/),
    });
    expect(rebuild.stderr).toContain('dealtrail projections rollback claims');
    const switched = (
      await at<Job & { switchedAt: string }>('/projections/claims/rollback', { method: 'POST' })
    ).body;
    const [first] = (await at<Projections>('/projections')).body.items.filter(
      ({ name }) => name === 'claims',
    );
    expect(first?.builds).toContainEqual(
      expect.objectContaining({ build: 1, switchedAt: switched.switchedAt }),
    );
    await post('/projections/claims/rollback');
    expect((await projections('rollback', 'claims')).stdout).toMatch(/^Readers see build 1 of claims@1/);
    expect((await projections('drop', 'claims', '2')).code).toBe(0);
    const list = await projections('list');
    expect(list.stdout).toMatch(/claims@1 +running +6 +0 +build 1 serving/);
  });

  test('resume says when nothing stood still', async () => {
    const { code, stderr } = await projections('resume', 'claims');
    expect([code, stderr]).toEqual([0, 'Nothing of claims stood still.\n']);
  });

  test('says what is wrong with a name, and ends as refused', async () => {
    const { code, stderr } = await projections('rebuild', 'deal-currant');
    expect(code).toBe(3);
    expect(stderr).toMatch(/there are\s+deal-current, claims/);
  });
});
