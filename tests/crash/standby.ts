import { copyFile, lstat, mkdir, readdir, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { superuser } from '@dealtrail/infra/prepare-cluster';
import { Client } from 'pg';
import { newCluster, ownServer, query } from './own-server.ts';
import type { OwnServer } from './own-server.ts';

/** A primary keeps that much of its log for a standby that comes later. */
export const primarySettings = { wal_keep_size: '512MB' } as const;

const name = 'standby';
const syncMsMax = 60_000;

/** What a base backup leaves out: it belongs to the running server, or comes with the log. */
const notCopied: readonly string[] = [
  'postmaster.pid',
  'postmaster.opts',
  ...[
    'pg_wal',
    'pg_replslot',
    'pg_dynshmem',
    'pg_notify',
    'pg_serial',
    'pg_snapshots',
    'pg_stat_tmp',
    'pg_subtrans',
  ],
];

/**
 * A copy of the running primary that follows it, taken the low-level way (the embedded server has no pg_basebackup).
 * `port`: where it reaches the primary.
 */
export const standbyOf = async (primary: OwnServer, port = primary.port): Promise<OwnServer> => {
  const cluster = await newCluster();
  const { data, user } = cluster;
  const backup = new Client({ connectionString: primary.adminUrl });
  await backup.connect();
  await backup.query(`select pg_backup_start('${name}', true)`);
  await copyFolder(primary.cluster.data, data, true);
  const { rows } = await backup.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)');
  await backup.end();
  await writeFile(join(data, 'backup_label'), rows[0]?.labelfile ?? '');
  await writeFile(join(data, 'standby.signal'), '');
  if (user !== undefined) execFileSync('chown', ['-R', `${String(user.uid)}:${String(user.gid)}`, data]);
  const { password } = primary.cluster;
  const conninfo = `host=127.0.0.1 port=${String(port)} user=${superuser} password=${password} application_name=${name}`;
  const standby = await ownServer({ ...cluster, password });
  await standby.start({ primary_conninfo: conninfo, wal_receiver_status_interval: '1s' });
  return standby;
};

const copyFolder = async (from: string, to: string, isRoot: boolean): Promise<void> => {
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    const isLeftOut = isRoot && notCopied.includes(entry.name);
    if (entry.isDirectory()) {
      if (isLeftOut) await mkdir(target, { mode: 0o700 });
      else await copyFolder(source, target, false);
    } else if (!isLeftOut) await copyFile(source, target).catch(ifStillThere(source));
  }
  if (isRoot)
    for (const part of ['archive_status', 'summaries'])
      await mkdir(join(to, 'pg_wal', part), { mode: 0o700 });
};

/** A file may go while the primary works: the log tells the standby the same. */
const ifStillThere =
  (source: string) =>
  async (error: unknown): Promise<void> => {
    const found = await lstat(source).catch(() => undefined);
    if (found !== undefined) throw error;
  };

/** From here on the primary acknowledges nothing that the standby has not on its disk. */
export const makeSynchronous = async (primary: OwnServer): Promise<void> => {
  await query(primary.adminUrl, `alter system set synchronous_standby_names = '${name}'`);
  await query(primary.adminUrl, 'select pg_reload_conf()');
  await untilStandbyIs(primary, 'sync');
};

/** In the primary's eyes. */
export const untilStandbyIs = async (primary: OwnServer, state: 'sync' | 'async'): Promise<void> => {
  const deadline = Date.now() + syncMsMax;
  const following = `select from pg_stat_replication where application_name = $1 and sync_state = $2 and state = 'streaming'`;
  while ((await query(primary.adminUrl, following, [name, state])).length === 0) {
    if (Date.now() > deadline) throw new Error(`the standby did not become ${state}`);
    await sleep(50);
  }
};

/** Resolves when it takes writes. */
export const promote = async (standby: OwnServer): Promise<void> => {
  await query(standby.adminUrl, 'select pg_promote(true)');
};
