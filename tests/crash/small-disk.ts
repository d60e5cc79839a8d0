import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { chmod, mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '@dealtrail/infra/prepare-cluster';
import { newCluster, ownServer, query } from './own-server.ts';
import { reapServerAfterUs } from './reap-server.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

export type SmallDisk = {
  readonly world: World;
  /** Leaves room for a few hundred events. */
  readonly fill: () => Promise<void>;
  /** Makes room again, and starts the server where it has given up. */
  readonly free: () => Promise<void>;
  readonly remove: () => Promise<void>;
};

const diskBytes = 224 * 1024 * 1024;
const bytesLeft = 3 * 1024 * 1024;
/** Below the 16 MB of a file of the server's own log: so that runs out of room, and nothing else does. */
const fileBytesMax = 10 * 1024 * 1024;

/** The log is not to take all the room by itself. */
const littleLog = { max_wal_size: '48MB', min_wal_size: '32MB' } as const;

/** True: a file system of that size is there. Only root may have one made. */
const mounted = (folder: string): boolean => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(diskBytes)}`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
};

/**
 * Root's: its data lies on a small file system of its own. Anybody's: the system is told to let none of the server's files
 * grow past a size (ulimit), so that its write-ahead log ends where it can write no more, and takes the server down.
 */
export type How = 'a small file system' | 'a bound on the size of its files';

/** Root tries both; who may not mount has the second. */
export const smallDisks = (): readonly How[] => {
  const folder = mkdtempSync(join(tmpdir(), 'dealtrail-mount-'));
  const mayMount = mounted(folder);
  if (mayMount) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true });
  return [...(mayMount ? ['a small file system' as const] : []), 'a bound on the size of its files'];
};

/** A server whose disk can be made to run full. */
export const openSmallDisk = async (how: How): Promise<SmallDisk> => {
  const cluster = await newCluster();
  return how === 'a small file system' ? await onSmallDisk(cluster) : await withSmallFiles(cluster);
};

const onSmallDisk = async (cluster: Cluster): Promise<SmallDisk> => {
  const disk = join(cluster.folder, 'small-disk');
  await mkdir(disk);
  if (!mounted(disk)) throw new Error(`${disk} cannot be a file system of its own`);
  const data = join(disk, 'data');
  reapServerAfterUs(data, [disk]);
  await chmod(disk, 0o711);
  await (await ownServer(cluster)).close();
  execFileSync('cp', ['-a', cluster.data, data]);
  const world = await openWorld(littleLog, { ...cluster, data });
  const ballast = join(disk, 'ballast');
  return {
    world,
    fill: async () => {
      const { bavail, bsize } = await statfs(disk);
      // Full before that, by what is written meanwhile: as well.
      await writeFile(ballast, Buffer.alloc(Math.max(0, bavail * bsize - bytesLeft))).catch(unlessFull);
    },
    free: async () => {
      await rm(ballast);
      if (!world.server.isRunning()) await world.server.start();
    },
    remove: async () => {
      await world.server.kill();
      execFileSync('umount', [disk]);
      await world.remove();
    },
  };
};

const unlessFull = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'ENOSPC') throw error;
};

const withSmallFiles = async (cluster: Cluster): Promise<SmallDisk> => {
  const world = await openWorld(littleLog, cluster);
  return {
    world,
    fill: async () => {
      // In order, at the beginning of a file: what is there already may be larger than what may be written now.
      await query(world.ownerUrl, 'select pg_switch_wal()');
      await world.server.stop();
      await world.server.start({}, { fileBytesMax });
    },
    free: async () => {
      await world.server.kill();
      await world.server.start();
    },
    remove: world.remove,
  };
};
