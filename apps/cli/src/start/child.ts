import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export type ChildSpec = {
  readonly name: 'api' | 'worker';
  /** The JavaScript file that Node runs. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What it prints is appended here. */
  readonly logFile: string;
};

export type Child = {
  readonly pid: number;
  /** How it ended, in words. */
  readonly exited: Promise<string>;
  readonly stop: () => Promise<void>;
};

const readyMsMax = 60_000;
/** Long enough to finish requests in flight; then it is killed. */
const stopMsMax = 8_000;
const lastWordsMax = 12;

/** Also when this file runs from its source, the processes it starts are built ones. */
const guard = new URL('../../dist/start/exit-with-parent.js', import.meta.url).href;

/** A child says that it is up with one line of JSON: {"ready": true}. */
const saysReady = (line: string): boolean => {
  if (!line.includes('"ready"')) return false;
  try {
    return (JSON.parse(line) as { readonly ready?: unknown }).ready === true;
  } catch {
    return false;
  }
};

const exitOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `it ended with exit code ${String(code)}` : `it was ended by ${signal}`);
    });
  });

const stopChild = async (child: ChildProcess, exited: Promise<string>): Promise<void> => {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    if (await Promise.race([exited.then(() => true), sleep(stopMsMax, false, { ref: false })])) return;
  }
};

/** Copies what the child prints to its log; resolves when it says that it is ready. Keeps its last words. */
const follow = (child: ChildProcess, logFile: string, lastWords: string[]): Promise<void> =>
  new Promise((resolve) => {
    const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        log.write(`${line}\n`);
        lastWords.push(line);
        if (lastWords.length > lastWordsMax) lastWords.shift();
        if (saysReady(line)) resolve();
      });
    }
    child.once('close', () => log.end());
  });

/**
 * Starts the api or the worker and waits until it says that it is ready. Out of the terminal's process group, so that
 * Ctrl-C reaches only the start, which stops the children in order. Throws with the child's last words.
 */
export const startChild = async (spec: ChildSpec, abort: AbortSignal): Promise<Child> => {
  const child = spawn(process.execPath, ['--import', guard, spec.entry], {
    detached: true,
    env: spec.env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const exited = exitOf(child);
  const lastWords: string[] = [];
  const ready = follow(child, spec.logFile, lastWords);
  const outcome = await Promise.race([
    ready.then(() => 'ready' as const),
    exited,
    sleep(readyMsMax, `it was not ready within ${String(readyMsMax / 1000)} s`, { ref: false }),
    aborted(abort),
  ]);
  if (outcome !== 'ready') {
    await stopChild(child, exited);
    abort.throwIfAborted();
    throw new Error(
      `The ${spec.name} did not start: ${outcome}. Its log: ${spec.logFile}\n${lastWords.join('\n')}`,
    );
  }
  return { pid: child.pid ?? 0, exited, stop: () => stopChild(child, exited) };
};

const aborted = (signal: AbortSignal): Promise<'aborted'> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve('aborted');
    signal.addEventListener(
      'abort',
      () => {
        resolve('aborted');
      },
      { once: true },
    );
  });
