import { spawn } from 'node:child_process';
import type { ChildProcess, ChildProcessByStdio } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
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
  const start = (name: string, input: unknown): ChildProcessByStdio<Writable, Readable, null> => {
    const child = spawn(process.execPath, [join(folder, 'scripts', `${name}.js`), JSON.stringify(input)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    running.add(child);
    child.on('close', () => running.delete(child));
    // Written to after it ended: that it ended is told where that matters.
    child.stdin.on('error', () => undefined);
    return child;
  };
  return {
    /** The process itself, for who talks with it. */
    start,
    run: (name: string, input: unknown): Script => follow(start(name, input)),
    close: async () => {
      for (const child of running) child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const follow = (child: ChildProcessByStdio<Writable, Readable, null>): Script => {
  const lines: unknown[] = [];
  const watchers = new Set<() => void>();
  let hasEnded = false;
  const changed = () => {
    for (const watcher of watchers) watcher();
  };
  createInterface(child.stdout).on('line', (line) => {
    lines.push(JSON.parse(line));
    changed();
  });
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    // Close, not exit: only then has all of its output come.
    child.on('close', (code, signal) => {
      hasEnded = true;
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
