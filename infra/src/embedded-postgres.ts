import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { freePort } from './free-port.ts';
import { servingUrl, stopOrphan } from './postmaster.ts';
import {
  type Cluster,
  type EmbeddedOptions,
  initialise,
  passwordIn,
  prepare,
  refuseOtherMajor,
  superuser,
} from './prepare-cluster.ts';
import { exitOf, lastLines, run, stopServer } from './server-process.ts';
import type { UnprivilegedUser } from './unprivileged-user.ts';

export type EmbeddedPostgres = {
  /** Superuser, database `postgres`. Holds the password: never print it. */
  readonly adminUrl: string;
  /** The same server under another database and, if given, another login. */
  readonly urlOf: (database: string, login?: { readonly user: string; readonly password: string }) => string;
  readonly port: number;
  readonly pid: number;
  /** Where the data lies; differs from the state folder when root keeps that where the server cannot go. */
  readonly dataFolder: string;
  readonly logFile: string;
  /** The user that the server runs as, when that is not us. */
  readonly runsAs: UnprivilegedUser | undefined;
  /** A server left over from a start that was killed, which was stopped first. */
  readonly stoppedOrphan: number | undefined;
  /** Resolves when the server's process is gone, however that came. */
  readonly exited: Promise<void>;
  /** Closes all connections, writes everything down, and waits for the process to go. */
  readonly stop: () => Promise<void>;
};

/** Recovery after a crash replays at most a few checkpoints; beyond this something is wrong. */
const readyMsMax = 180_000;
const launchesMax = 10;
const launchPauseMs = 300;
/**
 * Passing reasons for which a server does not start: another program took the port that was free a moment ago, or the
 * last processes of a killed server are still going.
 */
const passing = ['Address already in use', 'is still in use'];

const urlAt = (port: number, password: string, database: string): string =>
  `postgres://${superuser}:${password}@127.0.0.1:${String(port)}/${database}`;

const answers = async (url: string): Promise<boolean> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
};

const untilReady = async (child: ChildProcess, url: string, logFile: string): Promise<void> => {
  const deadline = Date.now() + readyMsMax;
  while (!(await answers(url))) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      throw new Error(`PostgreSQL did not start. Its last words (${logFile}):\n${await lastLines(logFile)}`);
    }
    if (Date.now() > deadline) {
      child.kill('SIGINT');
      throw new Error(`PostgreSQL did not answer within ${String(readyMsMax / 1000)} s. See ${logFile}.`);
    }
    await sleep(40);
  }
};

const megabyte = 1024 * 1024;
/** PostgreSQL's own default, and the most that a server beside other programs should take. */
const [sharedBuffersMin, sharedBuffersMax] = [128, 1_024];

/**
 * A sixteenth of the machine's memory for pages that are written to. Up to 4 GB of journal between two checkpoints: the
 * first change to a page after one writes the whole page to the journal, so a large log appends faster with fewer.
 */
const sizedFor = (memoryBytes: number): readonly string[] => {
  const share = Math.floor(memoryBytes / 16 / megabyte);
  const buffers = Math.min(Math.max(share, sharedBuffersMin), sharedBuffersMax);
  return [`shared_buffers=${String(buffers)}MB`, 'max_wal_size=4GB', 'checkpoint_timeout=15min'];
};

const settingsOf = (port: number, durable: boolean): readonly string[] => [
  ...['-p', String(port)],
  ...['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC', 'log_timezone=UTC'].flatMap(
    (s) => ['-c', s],
  ),
  ...(durable
    ? sizedFor(totalmem()).flatMap((s) => ['-c', s])
    : // More connections than one machine needs, so that several test workers share one cluster.
      ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'].flatMap((s) => [
        '-c',
        s,
      ])),
];

type Launched = { readonly child: ChildProcess; readonly exited: Promise<void>; readonly port: number };

const launch = async (cluster: Cluster, log: number, attemptsLeft = launchesMax): Promise<Launched> => {
  const { binaries, data, durable, logFile, password, user } = cluster;
  const port = await freePort();
  const child = run(binaries.postgres, ['-D', data, ...settingsOf(port, durable)], data, log, user);
  const exited = exitOf(child);
  try {
    await untilReady(child, urlAt(port, password, 'postgres'), logFile);
    return { child, exited, port };
  } catch (error) {
    const said = await lastLines(logFile);
    if (attemptsLeft === 1 || !passing.some((reason) => said.includes(reason))) throw error;
    await sleep(launchPauseMs);
    return await launch(cluster, log, attemptsLeft - 1);
  }
};

/**
 * Starts a real PostgreSQL on 127.0.0.1 and a free port, with its data in the state folder; makes the cluster the
 * first time. As root the server runs as an existing unprivileged user. The caller keeps two starts of one state
 * folder apart (PostgreSQL itself refuses a second server on the same data).
 * Throws with PostgreSQL's own last words when it cannot start.
 */
export const startEmbeddedPostgres = async (options: EmbeddedOptions): Promise<EmbeddedPostgres> => {
  const cluster = await prepare(options);
  const { data, password, user, logFile } = cluster;
  const log = await open(logFile, 'a', 0o600);
  try {
    const stoppedOrphan = await stopOrphan(data, (port) => urlAt(port, password, 'postgres'));
    if (existsSync(data)) await refuseOtherMajor(data, cluster.binaries);
    else await initialise(cluster, log.fd);
    const { child, exited, port } = await launch(cluster, log.fd);
    const adminUrl = urlAt(port, password, 'postgres');
    return {
      adminUrl,
      urlOf: (database, login) => {
        const url = new URL(urlAt(port, password, database));
        if (login !== undefined) Object.assign(url, { username: login.user, password: login.password });
        return url.href;
      },
      port,
      pid: child.pid ?? 0,
      dataFolder: data,
      logFile,
      runsAs: user,
      stoppedOrphan,
      exited,
      stop: () => stopServer(child),
    };
  } finally {
    await log.close();
  }
};

/** The superuser's URL of the server that is running on this state folder, database `postgres`; undefined: none is. */
export const runningEmbeddedPostgres = async (home: string): Promise<string | undefined> => {
  if (!existsSync(join(home, 'cluster'))) return undefined;
  const data = join(await realpath(join(home, 'cluster')), 'data');
  const password = await passwordIn(home);
  return await servingUrl(data, (port) => urlAt(port, password, 'postgres'));
};
