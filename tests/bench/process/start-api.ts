import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type Api = {
  readonly url: string;
  readonly stop: () => Promise<void>;
};

/** The built api as a process of its own, with its production settings, on a free port. */
export const startApi = (root: URL, databaseUrl: string, adminKey: string): Promise<Api> =>
  startApp(root, 'api', { DATABASE_URL: databaseUrl, DEALTRAIL_ADMIN_KEY: adminKey });

/** The built worker. Its `url` says nothing. */
export const startWorker = (root: URL, databaseUrl: string): Promise<Api> =>
  startApp(root, 'worker', { DATABASE_URL: databaseUrl });

const startApp = async (
  root: URL,
  app: 'api' | 'worker',
  env: Readonly<Record<string, string>>,
): Promise<Api> => {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`apps/${app}/dist/main.js`, root))], {
    env: {
      ...process.env,
      ...{ HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error', NODE_ENV: 'production' },
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await gone;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { readonly ready?: boolean; readonly url?: string };
    if (said.ready !== true) continue;
    child.stdout.resume();
    return { url: said.url ?? '', stop };
  }
  throw new Error(`the ${app} ended before it was ready`);
};
