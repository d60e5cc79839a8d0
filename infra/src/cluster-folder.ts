import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, readlink, realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type UnprivilegedUser, blockedAt, userForServer } from './unprivileged-user.ts';

export type ClusterFolder = {
  /** Holds the server's binaries and its data. */
  readonly folder: string;
  readonly user: UnprivilegedUser | undefined;
};

/** Where root's clusters live whose state folder is out of the server's reach. */
const systemFolder = '/var/lib/dealtrail';

const existing = async (link: string): Promise<string | undefined> => {
  const entry = await lstat(link).catch(() => undefined);
  return entry?.isSymbolicLink() === true ? await readlink(link) : undefined;
};

/**
 * The folder of the cluster that belongs to a state folder: the state folder's own `cluster/`. Only when we are
 * root, the server is somebody else and may not enter there (below /root, say), it is one below /var/lib/dealtrail,
 * and `cluster` is a link to it.
 */
export const clusterFolder = async (home: string): Promise<ClusterFolder> => {
  const root = await realpath(home);
  const inside = join(root, 'cluster');
  const folder = (await existing(inside)) ?? inside;
  const user = userForServer(join(folder, 'data'));
  if (user === undefined) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return { folder, user };
  }
  // May be passed through, not listed: the server's user reaches its data and nothing else.
  await chmod(root, 0o711);
  if (folder !== inside || blockedAt(root, user) === undefined) {
    await mkdir(folder, { recursive: true, mode: 0o711 });
    await chmod(folder, 0o711);
    return { folder, user };
  }
  return { folder: await outside(inside), user };
};

const outside = async (link: string): Promise<string> => {
  if (existsSync(link)) {
    throw new Error(
      `${link} was made by another user and lies where the server's user cannot go. Start as that user.`,
    );
  }
  // A new one for every new state folder: one removed and made again must not meet its old data, whose password is gone.
  const folder = join(systemFolder, randomUUID());
  await mkdir(folder, { recursive: true, mode: 0o711 });
  for (const path of [systemFolder, folder]) await chmod(path, 0o711);
  await symlink(folder, link);
  return folder;
};
