import { execFileSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterFolder } from '@dealtrail/infra/cluster-folder';
import { freePort } from '@dealtrail/infra/free-port';
import { type Cluster, superuser } from '@dealtrail/infra/prepare-cluster';
import { exitOf, lastLines, run, stopServer } from '@dealtrail/infra/server-process';
import { asUnavailable } from '@dealtrail/ledger/as-unavailable';
import { LogUnavailable } from '@dealtrail/ledger/log-unavailable';
import { Client } from 'pg';
import { clusterOfThisRun } from '../support/cluster.ts';
import { childrenOf, signalFamily, signalTo, untilGone } from './process-family.ts';
import { reapServerAfterUs } from './reap-server.ts';

/** A durable PostgreSQL that a test may do anything to: fsync is on, and it has the same port at every start. */
export type OwnServer = {
  readonly cluster: Cluster;
  readonly port: number;
  /** Superuser, database `postgres`. */
  readonly adminUrl: string;
  readonly isRunning: () => boolean;
  /** Recovers first where it was killed; resolves when it takes connections. */
  readonly start: (settings?: Settings, limits?: Limits) => Promise<void>;
  /** In order, as an operator does: connections are closed, everything is written down. */
  readonly stop: () => Promise<void>;
  /** The server and all its processes at one moment, as when the machine goes. */
  readonly kill: () => Promise<void>;
  /** The parent alone; resolves when it is gone, which its children notice a little later. */
  readonly killPostmaster: () => Promise<void>;
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** Process ids of everything below the postmaster. */
  readonly children: () => readonly number[];
  /** Everything it wrote to its log. */
  readonly said: () => Promise<string>;
  /** For one that never ran: it was made for its data. */
  readonly close: () => Promise<void>;
  /** Kills it and removes its folders. */
  readonly remove: () => Promise<void>;
};

export type Settings = Readonly<Record<string, string>>;

/** What the system lets the server have. */
export type Limits = {
  /** No file may grow past it: writing there fails. */
  readonly fileBytesMax?: number;
};

/** Small, so that a start is quick. Nothing that makes it less durable. */
const smallButDurable: Settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  shared_buffers: '32MB',
  max_connections: '40',
};

const startMsMax = 60_000;
const startsMax = 20;

/** A home for a server, with the binaries of this run; no data yet. */
export const newCluster = async (): Promise<Cluster> => {
  const home = await mkdtemp(join(tmpdir(), 'dealtrail-crash-'));
  const { folder, user } = await clusterFolder(home);
  const { binaries, password } = clusterOfThisRun().pristine;
  const own = { folder, user, data: join(folder, 'data'), logFile: join(home, 'postgres.log') };
  const cluster = { ...own, binaries, password, durable: true };
  reapServerAfterUs(cluster.data, [home, cluster.folder]);
  return cluster;
};

/** Makes a cluster of it where it holds no data, as initdb would; the server does not run yet. */
export const ownServer = async (cluster: Cluster, always: Settings = {}): Promise<OwnServer> => {
  const log = await open(cluster.logFile, 'a', 0o600);
  if (!existsSync(join(cluster.data, 'PG_VERSION')))
    execFileSync('cp', ['-a', clusterOfThisRun().pristine.data, cluster.data]);
  const port = await freePort();
  const adminUrl = `postgres://${superuser}:${cluster.password}@127.0.0.1:${String(port)}/postgres`;
  let child: ChildProcess | undefined;

  const isRunning = (): boolean => child?.exitCode === null && child.signalCode === null;
  const start = async (settings: Settings = {}, limits: Limits = {}): Promise<void> => {
    if (isRunning()) throw new Error('the server runs already');
    const all = { ...smallButDurable, ...always, ...settings, port: String(port) };
    child = await started({ cluster, log: log.fd, url: adminUrl }, all, limits);
  };
  const kill = async (): Promise<void> => {
    if (child?.pid === undefined || !isRunning()) return;
    const exited = exitOf(child);
    const family = signalFamily(child.pid, 'SIGKILL');
    await exited;
    await untilGone(family);
  };
  const killPostmaster = async (): Promise<void> => {
    if (child?.pid === undefined || !isRunning()) return;
    const exited = exitOf(child);
    signalTo(child.pid, 'SIGKILL');
    await exited;
  };
  const stop = async (): Promise<void> => {
    if (child !== undefined) await stopServer(child);
  };
  return {
    cluster,
    port,
    adminUrl,
    isRunning,
    start,
    kill,
    stop,
    killPostmaster,
    freeze: () => signalFamily(child?.pid ?? 0, 'SIGSTOP'),
    thaw: () => signalFamily(child?.pid ?? 0, 'SIGCONT'),
    children: () => childrenOf(child?.pid ?? 0),
    said: () => readFile(cluster.logFile, 'utf8'),
    close: () => log.close(),
    remove: async () => {
      await kill();
      await log.close();
      for (const folder of [cluster.folder, join(cluster.logFile, '..')])
        await rm(folder, { recursive: true, force: true });
    },
  };
};

type Launch = { readonly cluster: Cluster; readonly log: number; readonly url: string };

/** Tried again while the last processes of a killed server are still going. */
const started = async (launch: Launch, settings: Settings, limits: Limits): Promise<ChildProcess> => {
  const { data, user, logFile } = launch.cluster;
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = limited([launch.cluster.binaries.postgres, '-D', data, ...args], limits);
  for (let starts = 1; ; starts += 1) {
    const child = run('/bin/sh', ['-c', ...command], data, launch.log, user);
    if (await answersOrEnds(child, launch.url)) return child;
    const said = await lastLines(logFile);
    if (starts === startsMax || !said.includes('still in use')) throw new Error(`no start:\n${said}`);
    await sleep(200);
  }
};

/** The shell becomes the server, so its process id is the server's. `ulimit -f` counts in blocks of 512 bytes. */
const limited = (command: readonly string[], { fileBytesMax }: Limits): readonly string[] => {
  const limit = fileBytesMax === undefined ? '' : `ulimit -f ${String(Math.floor(fileBytesMax / 512))} && `;
  return [`ulimit -c 0 && ${limit}exec "$@"`, 'sh', ...command];
};

const answersOrEnds = async (child: ChildProcess, url: string): Promise<boolean> => {
  const deadline = Date.now() + startMsMax;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    if (await answers(url)) return true;
    await sleep(20);
  }
  return false;
};

export const answers = async (url: string): Promise<boolean> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
};

/** One question on a connection of its own; asked again while the server is on its way back. Only for what may be repeated. */
export const query = async <Row extends object>(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> => {
  const deadline = Date.now() + startMsMax;
  for (;;) {
    try {
      return await queryOnce<Row>(url, text, values);
    } catch (error) {
      if (!(asUnavailable(error) instanceof LogUnavailable) || Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
};

const queryOnce = async <Row extends object>(
  url: string,
  text: string,
  values: readonly unknown[],
): Promise<readonly Row[]> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 30_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
};
