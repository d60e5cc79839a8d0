import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Run } from '@dealtrail/infra/state-folder';

const project = resolve(import.meta.dirname, '../..');
const waitMsMax = 60_000;

/** One `dealtrail` process and what it has printed so far. */
export type Dealtrail = {
  readonly process: ChildProcess;
  readonly output: () => string;
  /** Resolves when it has printed the text; rejects when it ends without. */
  readonly says: (text: string) => Promise<void>;
  /** Resolves with its exit code; null: it was killed. */
  readonly ended: Promise<number | null>;
};

export type Environment = Readonly<Record<string, string>>;

/** Those a failed test left running. */
const running = new Set<ChildProcess>();

/** Nothing of the test run's own environment but what any shell has. */
export const dealtrail = (args: readonly string[], env: Environment): Dealtrail => {
  const child = spawn(process.execPath, [join(project, 'apps/cli/bin/dealtrail.js'), ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  }
  const output = (): string => chunks.join('');
  const ended = new Promise<number | null>((done) =>
    child.once('close', (code) => {
      done(code);
    }),
  );
  const says = async (text: string): Promise<void> => {
    const deadline = Date.now() + waitMsMax;
    while (!output().includes(text)) {
      if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
        throw new Error(`dealtrail ${args.join(' ')} never said "${text}". It said:\n${output()}`);
      }
      await sleep(25);
    }
  };
  return { process: child, output, says, ended };
};

export const newHome = (): Promise<string> => mkdtemp(join(tmpdir(), 'dealtrail-home-'));

export const runOf = async (home: string): Promise<Run> =>
  JSON.parse(await readFile(join(home, 'run.json'), 'utf8')) as Run;

/** Starts on a free port and waits until everything is up. */
export const started = async (
  home: string,
  env: Environment = {},
): Promise<Dealtrail & { readonly run: Run }> => {
  const one = dealtrail(['start'], { PORT: '0', HOME: home, DEALTRAIL_HOME: home, ...env });
  await one.says('Ctrl-C stops everything.');
  return { ...one, run: await runOf(home) };
};

export const stopped = async (one: Dealtrail): Promise<number | null> => {
  one.process.kill('SIGINT');
  return await one.ended;
};

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

export const untilGone = async (...pids: readonly number[]): Promise<void> => {
  const deadline = Date.now() + waitMsMax;
  while (pids.some(isAlive)) {
    if (Date.now() > deadline) throw new Error(`still there: ${pids.filter(isAlive).join(', ')}`);
    await sleep(25);
  }
};

/** With the cluster that root may have had to put elsewhere; whoever still runs is stopped first. */
export const removeHome = async (home: string): Promise<void> => {
  for (const child of running) {
    child.kill('SIGTERM');
    await once(child, 'close');
  }
  const elsewhere = await readlink(join(home, 'cluster')).catch(() => undefined);
  for (const path of [home, elsewhere])
    if (path !== undefined) await rm(path, { recursive: true, force: true });
};
