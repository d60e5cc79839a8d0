import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestDatabase } from './database.ts';

/** Fixed for all tests: what the API is started with as its first admin key. */
export const adminKey = `dt_testadmin_${'a'.repeat(40)}`;

export type Running = {
  readonly url: string;
  /** The line it wrote when it was ready. */
  readonly said: Readonly<Record<string, unknown>>;
  /** Whatever it wrote to stderr so far. */
  readonly errors: () => string;
  /** SIGTERM; gives the exit code and how long it took. */
  readonly stop: () => Promise<{ readonly code: number | null; readonly ms: number }>;
  readonly process: ChildProcess;
};

/** A loaded machine takes its time; an app that hangs is still ended before the test is. */
const startMsMax = 60_000;

/** Starts a built app as a process of its own, as production does, and waits until it says that it is ready. */
export const startApp = async (
  app: 'api' | 'worker',
  env: Readonly<Record<string, string>>,
): Promise<Running> => {
  const main = fileURLToPath(new URL(`../../apps/${app}/dist/main.js`, import.meta.url));
  const child = spawn(process.execPath, ['--enable-source-maps', main], {
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const said = await ready(app, child, () => errors);
  return {
    url: typeof said['url'] === 'string' ? said['url'] : '',
    said,
    errors: () => errors,
    stop: () => stopped(child),
    process: child,
  };
};

const ready = async (
  app: string,
  child: ChildProcess,
  errors: () => string,
): Promise<Record<string, unknown>> => {
  if (child.stdout === null) throw new Error('the process has no stdout');
  const timer = setTimeout(() => child.kill('SIGKILL'), startMsMax);
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const said = JSON.parse(line) as Record<string, unknown>;
      if (said['ready'] === true) return said;
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`${app} ended before it was ready:\n${errors()}`);
};

const stopped = async (child: ChildProcess): Promise<{ code: number | null; ms: number }> => {
  const from = performance.now();
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
  return { code: child.exitCode, ms: performance.now() - from };
};

export const startApi = (
  database: TestDatabase,
  env: Readonly<Record<string, string>> = {},
): Promise<Running> =>
  startApp('api', { DATABASE_URL: database.apiUrl, DEALTRAIL_ADMIN_KEY: adminKey, ...env });

export const startWorker = (
  database: TestDatabase,
  env: Readonly<Record<string, string>> = {},
): Promise<Running> => startApp('worker', { DATABASE_URL: database.workerUrl, ...env });

export type Reply<Body = Record<string, unknown>> = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
};

export type Ask = {
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  /** JSON unless it is a text or bytes, which go out as they are. */
  readonly body?: unknown;
};

/** One request with the admin key (`key: null`: with none), and its whole answer. */
export const ask = async <Body = Record<string, unknown>>(
  url: string,
  request: Ask = {},
): Promise<Reply<Body>> => {
  const { key = adminKey, body } = request;
  const answer = await fetch(url, {
    method: request.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
    },
    ...(body === undefined
      ? {}
      : {
          body:
            typeof body === 'string' || body instanceof Uint8Array ? new Blob([body]) : JSON.stringify(body),
        }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') === true && !text.includes('}\n{');
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: (isJson && text !== '' ? JSON.parse(text) : {}) as Body,
  };
};
