import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterFolder } from './cluster-folder.ts';
import { type ServerBinaries, installBinaries } from './server-binaries.ts';
import { exitOf, lastLines, run } from './server-process.ts';
import type { UnprivilegedUser } from './unprivileged-user.ts';

export const superuser = 'dealtrail';
const logBytesMax = 10 * 1024 * 1024;

/** Made once and kept: the server's logins are only ever used by us. */
export const passwordIn = async (home: string): Promise<string> => {
  const path = join(home, 'postgres-password');
  if (!existsSync(path)) {
    const draft = `${path}.${randomBytes(4).toString('hex')}`;
    await writeFile(draft, randomBytes(24).toString('base64url'), { mode: 0o600 });
    await rename(draft, path);
  }
  return (await readFile(path, 'utf8')).trim();
};

/** A cluster on disk: all that starting its server takes. */
export type Cluster = {
  readonly binaries: ServerBinaries;
  readonly folder: string;
  readonly data: string;
  readonly password: string;
  readonly user: UnprivilegedUser | undefined;
  readonly logFile: string;
  readonly durable: boolean;
};

export const refuseOtherMajor = async (data: string, binaries: ServerBinaries): Promise<void> => {
  const major = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  if (binaries.postgres.includes(`postgres-${major}.`)) return;
  throw new Error(
    `The data in ${data} was written by PostgreSQL ${major}; this version of Dealtrail brings another. ` +
      'Take a backup with the version that wrote it and restore that into an empty state folder.',
  );
};

/** In a draft folder that is renamed when whole, so that a cut never leaves half a cluster. */
export const initialise = async (cluster: Cluster, log: number): Promise<void> => {
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

export type EmbeddedOptions = {
  /** State folder; made when missing. */
  readonly home: string;
  /** False: no fsync, for clusters that a test throws away. The book of record never says false. */
  readonly durable: boolean;
};

/** Folders, binaries and password: everything but the data. */
export const prepare = async ({ home, durable }: EmbeddedOptions): Promise<Cluster> => {
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
