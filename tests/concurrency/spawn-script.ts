import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const besideUs = new URL('processes/', import.meta.url);
const packages = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** As tsc does on emit: relative imports of `.ts` become `.js`. swc knows the option, its types do not yet. */
const jsc = {
  target: 'es2023',
  parser: { syntax: 'typescript' },
  rewriteRelativeImportExtensions: true,
} as const;
const compilation = { jsc, module: { type: 'es6' } } as const;

export type Script = {
  /** One JSON value a line of its output. */
  readonly lines: readonly unknown[];
  /** Resolves when that many lines have come. Throws when it ends before. */
  readonly printed: (count: number) => Promise<void>;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly hasEnded: () => boolean;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
};

/**
 * Scripts of a folder (./processes) as processes of their own: compiled into a temporary folder, run on the built rooms
 * (npm test builds them first). `close` kills what still runs.
 */
export const openScripts = async (from: URL = besideUs) => {
  const scripts = fileURLToPath(from);
  const folder = await mkdtemp(join(tmpdir(), 'dealtrail-scripts-'));
  await symlink(packages, join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
  await mkdir(join(folder, 'scripts'));
  for (const file of await readdir(scripts)) {
    const { code } = await transformFile(join(scripts, file), compilation);
    await writeFile(join(folder, 'scripts', file.replace(/\.ts$/, '.js')), code);
  }
  const running = new Set<ChildProcess>();
  return {
    run: (name: string, input: unknown): Script => {
      const child = spawn(process.execPath, [join(folder, 'scripts', `${name}.js`), JSON.stringify(input)], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_OPTIONS: '' },
      });
      running.add(child);
      return follow(child, () => running.delete(child));
    },
    close: async () => {
      for (const child of running) child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const follow = (child: ChildProcess, onEnd: () => void): Script => {
  const lines: unknown[] = [];
  const watchers = new Set<() => void>();
  let hasEnded = false;
  const changed = () => {
    for (const watcher of watchers) watcher();
  };
  if (child.stdout === null) throw new Error('no stdout');
  createInterface(child.stdout).on('line', (line) => {
    lines.push(JSON.parse(line));
    changed();
  });
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    // Close, not exit: only then has all of its output come.
    child.on('close', (code, signal) => {
      hasEnded = true;
      onEnd();
      resolve(code ?? signal ?? 1);
      changed();
    });
  });
  const printed = (count: number) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (lines.length < count && !hasEnded) return;
        watchers.delete(look);
        if (lines.length >= count) resolve();
        else reject(new Error(`the script ended after ${String(lines.length)} lines`));
      };
      watchers.add(look);
      look();
    });
  return { lines, printed, ended, signal: (name) => child.kill(name), hasEnded: () => hasEnded };
};
