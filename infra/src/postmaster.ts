import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** What the server's own lock file, postmaster.pid, says: first line the process id, fourth the port. */
type LockFile = { readonly pid: number; readonly port: number };

const readLockFile = async (data: string): Promise<LockFile | undefined> => {
  const path = join(data, 'postmaster.pid');
  if (!existsSync(path)) return undefined;
  const lines = (await readFile(path, 'utf8')).split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]) };
};

/** Where a server answers that holds this data; undefined: none does. */
export const servingUrl = async (
  data: string,
  urlAt: (port: number) => string,
): Promise<string | undefined> => {
  const lock = await readLockFile(data);
  if (lock === undefined) return undefined;
  const url = urlAt(lock.port);
  return (await servesOurData(url, data)) ? url : undefined;
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Judged by a real connection: a process id alone may long belong to somebody else. */
const servesOurData = async (url: string, data: string): Promise<boolean> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    const answer = await client.query<{ data_directory: string }>('show data_directory');
    return answer.rows[0]?.data_directory === data;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** Linux only: is the process with this id a PostgreSQL server? Undefined where nobody can tell. */
const isPostgres = async (pid: number): Promise<boolean | undefined> => {
  if (process.platform !== 'linux') return undefined;
  const command = await readFile(`/proc/${String(pid)}/comm`, 'utf8').catch(() => '');
  return command.trim() === 'postgres';
};

const goneWithin = async (pid: number, milliseconds: number): Promise<boolean> => {
  const deadline = Date.now() + milliseconds;
  while (isAlive(pid) && Date.now() < deadline) await sleep(50);
  return !isAlive(pid);
};

/**
 * A restarted machine hands out the same small numbers again, and PostgreSQL then refuses to start because
 * "another server" has the id in its lock file. The file is never deleted (its shared memory key is what keeps
 * two servers apart); the id is replaced by ours, which the server we start knows for its parent's and passes over.
 */
const disownReusedPid = async (data: string, pid: number): Promise<void> => {
  const path = join(data, 'postmaster.pid');
  const lines = (await readFile(path, 'utf8')).split('\n');
  if (lines[0] !== String(pid)) return;
  await writeFile(path, [String(process.pid), ...lines.slice(1)].join('\n'));
};

/** How long a server that nobody waits for may take to finish its last checkpoint, and then to end without one. */
const orphanStopMsMax = 30_000;

/**
 * Deals with a server that outlived the process which started it (killed with -9): it is stopped, in order, so
 * that exactly one start path remains. Returns the process id of a server that was stopped.
 */
export const stopOrphan = async (
  data: string,
  urlAt: (port: number) => string,
): Promise<number | undefined> => {
  const lock = await readLockFile(data);
  if (lock === undefined || !isAlive(lock.pid)) return undefined;
  const ours = await servesOurData(urlAt(lock.port), data);
  if (!ours && (await isPostgres(lock.pid)) === false) {
    await disownReusedPid(data, lock.pid);
    return undefined;
  }
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (ours) process.kill(lock.pid, signal);
    if (await goneWithin(lock.pid, orphanStopMsMax)) return ours ? lock.pid : undefined;
    if (!ours) break;
  }
  throw new Error(
    `A PostgreSQL server (process ${String(lock.pid)}) still holds ${data} and does not stop. ` +
      `Stop it with "kill -INT ${String(lock.pid)}" and start again.`,
  );
};
