import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chooseUser } from '@dealtrail/infra/unprivileged-user';
import {
  dealtrail,
  isAlive,
  newHome,
  removeHome,
  runOf,
  started,
  stopped,
  untilGone,
} from '../support/dealtrail.ts';

const asRoot = process.getuid?.() === 0;
const patienceMs = 120_000;

const keyOf = async (home: string): Promise<string> => (await readFile(join(home, 'key'), 'utf8')).trim();

const ask = async (home: string, path: string, init: RequestInit = {}): Promise<Response> => {
  const { url } = await runOf(home);
  return await fetch(`${url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${await keyOf(home)}`, 'content-type': 'application/json' },
  });
};

const record = async (home: string, sourceId: string): Promise<number> => {
  const body = JSON.stringify({
    sourceId,
    publisher: 'Acme Compute',
    title: `Form 8-K of ${sourceId}`,
    publishedAt: '2026-03-02',
    tier: 'T1',
  });
  return (await ask(home, '/v1/commands/RegisterSource', { method: 'POST', body })).status;
};

const sourcesRecorded = async (home: string): Promise<number> => {
  const answer = (await (await ask(home, '/v1/events')).json()) as { readonly items: readonly unknown[] };
  return answer.items.length;
};

type Up = Awaited<ReturnType<typeof started>>;

const killTree = async (one: Up): Promise<void> => {
  for (const pid of Object.values(one.run.pids)) process.kill(pid, 'SIGKILL');
  await one.ended;
};

/** One state folder through all of it, each test from where the one before left it: a start takes seconds. */
describe('a state folder', () => {
  let home = '';
  let up: Up;

  beforeAll(async () => {
    home = await newHome();
  });

  afterAll(async () => {
    await removeHome(home);
  });

  test(
    'that is new: two starts at once make one, and the other says where it is',
    async () => {
      const env = { PORT: '0', HOME: home, DEALTRAIL_HOME: home };
      const both = [dealtrail(['start'], env), dealtrail(['start'], env)];
      const codeOfFirstToEnd = await Promise.race(both.map((one) => one.ended));
      expect(codeOfFirstToEnd).toBe(0);
      const run = await runOf(home);
      const [quiet, loud] = both.sort((a, b) => a.output().length - b.output().length);
      expect(quiet?.output()).toContain(`already running: ${run.url}`);
      expect(await record(home, 'source_one')).toBe(201);
      if (loud === undefined) throw new Error('two were started');
      up = { ...loud, run };
    },
    patienceMs,
  );

  test(
    'an api that is killed is started again under the same address',
    async () => {
      process.kill(up.run.pids.api, 'SIGKILL');
      await up.says('Starting it again');
      const deadline = Date.now() + 30_000;
      while ((await runOf(home)).pids.api === up.run.pids.api && Date.now() < deadline) await sleep(50);
      const run = await runOf(home);
      expect(run.url).toBe(up.run.url);
      expect(await sourcesRecorded(home)).toBe(1);
      up = { ...up, run };
    },
    patienceMs,
  );

  test(
    'a start that is killed with its whole tree by kill -9: the next one recovers, and nothing that was answered is lost',
    async () => {
      expect(await record(home, 'source_two')).toBe(201);
      await killTree(up);
      up = await started(home);
      expect(await sourcesRecorded(home)).toBe(2);
    },
    patienceMs,
  );

  test(
    'a start that is killed alone: api and worker go with it, and the next start stops the server that it left behind',
    async () => {
      const { api, worker, postgres } = up.run.pids;
      up.process.kill('SIGKILL');
      await untilGone(api, worker);
      expect(isAlive(postgres ?? 0)).toBe(true);
      up = await started(home);
      expect(up.output()).toContain(`Stopped a PostgreSQL server (process ${String(postgres)})`);
      expect(await sourcesRecorded(home)).toBe(2);
    },
    patienceMs,
  );

  test(
    'a PostgreSQL that is killed ends everything and says so',
    async () => {
      process.kill(up.run.pids.postgres ?? 0, 'SIGKILL');
      expect(await up.ended).not.toBe(0);
      expect(up.output()).toContain('PostgreSQL ended unexpectedly');
      expect(Object.values(up.run.pids).filter(isAlive)).toEqual([]);
    },
    patienceMs,
  );

  test(
    'whose killed server left a number that went to another process since: that one is left alone, and the next start recovers',
    async () => {
      const user = asRoot ? chooseUser(await readFile('/etc/passwd', 'utf8')) : {};
      const stranger = spawn('sleep', ['300'], { ...user, stdio: 'ignore' });
      await once(stranger, 'spawn');
      const lockFile = join(home, 'cluster', 'data', 'postmaster.pid');
      const lines = (await readFile(lockFile, 'utf8')).split('\n');
      expect(lines[0]).toBe(String(up.run.pids.postgres));
      await writeFile(lockFile, [String(stranger.pid), ...lines.slice(1)].join('\n'));
      up = await started(home);
      expect(isAlive(stranger.pid ?? 0)).toBe(true);
      stranger.kill();
      expect(await sourcesRecorded(home)).toBe(2);
      expect(await stopped(up)).toBe(0);
    },
    patienceMs,
  );
});

test(
  'a state folder that only root can reach works as root too: the cluster goes where its server can',
  async () => {
    const outer = await newHome();
    const home = join(outer, 'private', 'state');
    await mkdir(join(outer, 'private'), { mode: 0o700 });
    const one = await started(home);
    expect(one.output().includes('/var/lib/dealtrail/')).toBe(asRoot);
    expect(await stopped(one)).toBe(0);
    await removeHome(home);
    await removeHome(outer);
  },
  patienceMs,
);
