import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, type ChildSpec, startChild } from './child.ts';

export type Supervised = {
  readonly pid: () => number;
  /** Resolves, with what to tell, when it crashed so often that it is not started again. */
  readonly gaveUp: Promise<string>;
  readonly stop: () => Promise<void>;
};

/** So many crashes within the window, and the fault is not a passing one. */
const crashesMax = 5;
const crashWindowMs = 60_000;
const pauseMs = 500;

const never = new Promise<never>(() => undefined);

/** Starts a child, and starts it again when it crashes. `changed`: it has a new process id. */
export const supervise = async (
  spec: ChildSpec,
  abort: AbortSignal,
  say: (line: string) => void,
  changed: () => void,
): Promise<Supervised> => {
  let child: Child = await startChild(spec, abort);
  let crashes: readonly number[] = [];
  let stopping = false;
  const ended = (): boolean => stopping || abort.aborted;
  const keepUp = async (): Promise<string> => {
    for (;;) {
      const how = await child.exited;
      if (ended()) return await never;
      crashes = [...crashes, Date.now()].filter((at) => at > Date.now() - crashWindowMs);
      if (crashes.length >= crashesMax) {
        return `The ${spec.name} crashed ${String(crashesMax)} times within a minute (${how}). Its log: ${spec.logFile}`;
      }
      say(`The ${spec.name} stopped: ${how}. Starting it again.`);
      await sleep(pauseMs);
      if (ended()) return await never;
      child = await startChild(spec, abort);
      changed();
    }
  };
  const gaveUp = keepUp().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  const stop = async (): Promise<void> => {
    stopping = true;
    await child.stop();
  };
  return { pid: () => child.pid, gaveUp, stop };
};
