import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  open,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { clusterFolder } from './cluster-folder.ts';
import { freePort } from './free-port.ts';
import { stopOrphan } from './postmaster.ts';
import { type ServerBinaries, installBinaries } from './server-binaries.ts';
import { type UnprivilegedUser, userForServer } from './unprivileged-user.ts';

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

export type EmbeddedOptions = {
  /** State folder; made when missing. */
  readonly home: string;
  /** False: no fsync, for clusters that a test throws away. The book of record never says false. */
  readonly durable: boolean;
};

const superuser = 'dealtrail';
/** Recovery after a crash replays at most a few checkpoints; beyond this something is wrong. */
const readyMsMax = 120_000;
const stopMsMax = 10_000;
const logBytesMax = 10 * 1024 * 1024;

/** Every command of the server runs as its user, in a folder it may enter, in a session of its own: Ctrl-C is ours. */
const run = (
  command: string,
  args: readonly string[],
  cwd: string,
  log: number,
  user?: UnprivilegedUser,
): ChildProcess =>
  spawn(command, args, {
    cwd,
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
  });

const exitOf = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });

const lastLines = async (file: string): Promise<string> =>
  (await readFile(file, 'utf8')).trimEnd().split('\n').slice(-8).join('\n');

/** Made once and kept: the server's logins are only ever used by us. */
const passwordIn = async (home: string): Promise<string> => {
  const path = join(home, 'postgres-password');
  if (!existsSync(path)) {
    const draft = `${path}.${randomBytes(4).toString('hex')}`;
    await writeFile(draft, randomBytes(24).toString('base64url'), { mode: 0o600 });
    await rename(draft, path);
  }
  return (await readFile(path, 'utf8')).trim();
};

type Cluster = {
  readonly binaries: ServerBinaries;
  readonly folder: string;
  readonly data: string;
  readonly password: string;
  readonly user: UnprivilegedUser | undefined;
  readonly logFile: string;
  readonly durable: boolean;
};

const refuseOtherMajor = async (data: string, binaries: ServerBinaries): Promise<void> => {
  const major = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  if (binaries.postgres.includes(`postgres-${major}.`)) return;
  throw new Error(
    `The data in ${data} was written by PostgreSQL ${major}; this version of Dealtrail brings another. ` +
      'Take a backup with the version that wrote it and restore that into an empty state folder.',
  );
};

/** In a draft folder that is renamed when whole, so that a cut never leaves half a cluster. */
const initialise = async (cluster: Cluster, log: number): Promise<void> => {
  const { folder, user, password } = cluster;
  const leftovers = (await readdir(folder)).filter((name) => name.startsWith('data.draft-'));
  for (const name of leftovers) await rm(join(folder, name), { recursive: true, force: true });
  const draft = await mkdtemp(join(folder, 'data.draft-'));
  const passwordFile = join(draft, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) for (const path of [draft, passwordFile]) await chown(path, user.uid, user.gid);
  const data = join(draft, 'data');
  const args = [
    '-D',
    data,
    '-U',
    superuser,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
  ];
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const child = run(
    cluster.binaries.initdb,
    [...args, ...locale, ...(cluster.durable ? [] : ['--no-sync'])],
    draft,
    log,
    user,
  );
  await exitOf(child);
  if (child.exitCode !== 0) {
    throw new Error(
      `PostgreSQL could not make a new database folder. Its last words:\n${await lastLines(cluster.logFile)}`,
    );
  }
  await rename(data, cluster.data);
  await rm(draft, { recursive: true, force: true });
};

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

/** "Fast" first: finish, roll back, checkpoint. Then "immediate", which costs a recovery at the next start. */
const stopServer = async (child: ChildProcess, exited: Promise<void>): Promise<void> => {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    if (await Promise.race([exited.then(() => true), sleep(stopMsMax, false, { ref: false })])) return;
  }
};

const settingsOf = (port: number, durable: boolean): readonly string[] => [
  ...['-p', String(port)],
  ...['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC', 'log_timezone=UTC'].flatMap(
    (s) => ['-c', s],
  ),
  // More connections than one machine needs, so that several test workers share one cluster.
  ...(durable
    ? []
    : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'].flatMap((s) => [
        '-c',
        s,
      ])),
];

const prepare = async ({ home, durable }: EmbeddedOptions): Promise<Cluster> => {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const { folder, user } = await clusterFolder(home);
  const binaries = await installBinaries(folder);
  const logFile = join(home, 'postgres.log');
  const old = await stat(logFile).catch(() => undefined);
  if (old !== undefined && old.size > logBytesMax) await rename(logFile, `${logFile}.1`);
  return {
    binaries,
    folder,
    data: join(folder, 'data'),
    password: await passwordIn(home),
    user,
    logFile,
    durable,
  };
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
    const port = await freePort();
    const child = run(
      cluster.binaries.postgres,
      ['-D', data, ...settingsOf(port, options.durable)],
      data,
      log.fd,
      user,
    );
    const exited = exitOf(child);
    const adminUrl = urlAt(port, password, 'postgres');
    await untilReady(child, adminUrl, logFile);
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
      stop: () => stopServer(child, exited),
    };
  } finally {
    await log.close();
  }
};
