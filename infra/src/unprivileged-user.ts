import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** PostgreSQL refuses to run as root, so root hands the server to this user. */
export type UnprivilegedUser = { readonly name: string; readonly uid: number; readonly gid: number };

/** In this order: a user made for us, then the one every system has for owning nothing. */
const preferred = ['dealtrail', 'nobody'];

const usersIn = (passwd: string): readonly UnprivilegedUser[] =>
  passwd.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    if (name === undefined || uid === undefined || gid === undefined) return [];
    return [{ name, uid: Number(uid), gid: Number(gid) }];
  });

/**
 * The existing user that root hands the server to; no user is ever created. `owner` is the uid that already owns
 * the data: once there is data, its owner decides, or the server could not read it.
 */
export const chooseUser = (passwd: string, owner?: number): UnprivilegedUser => {
  const users = usersIn(passwd).filter((user) => user.uid > 0 && user.gid > 0);
  if (owner !== undefined && owner > 0) {
    return (
      users.find((user) => user.uid === owner) ?? { name: `uid ${String(owner)}`, uid: owner, gid: owner }
    );
  }
  const chosen = preferred
    .map((name) => users.find((user) => user.name === name))
    .find((user) => user !== undefined);
  const user = chosen ?? users[0];
  if (user === undefined) {
    throw new Error(
      'PostgreSQL does not run as root, and /etc/passwd names no other user: create one, or start as one.',
    );
  }
  return user;
};

/** Undefined when this process is not root (or the platform has no users): the server then runs as we do. */
export const userForServer = (dataFolder: string): UnprivilegedUser | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(dataFolder, { throwIfNoEntry: false })?.uid;
  return chooseUser(readFileSync('/etc/passwd', 'utf8'), owner);
};

/** The outermost folder on the way to `path` that the user may not enter; undefined when the way is free. */
export const blockedAt = (path: string, user: UnprivilegedUser): string | undefined => {
  const parent = dirname(path);
  const before = parent === path ? undefined : blockedAt(parent, user);
  if (before !== undefined) return before;
  const folder = statSync(path, { throwIfNoEntry: false });
  if (folder === undefined) return undefined;
  const search = folder.uid === user.uid ? 0o100 : folder.gid === user.gid ? 0o010 : 0o001;
  return (folder.mode & search) === 0 ? path : undefined;
};
