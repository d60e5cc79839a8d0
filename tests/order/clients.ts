import { createInterface } from 'node:readline';
import { openScripts } from '../concurrency/spawn-script.ts';
import type { Entry } from './history.ts';
import type { ClientInput } from './processes/client.ts';
import type { Order, Reply, Task } from './processes/task.ts';
import type { Worker } from './run-scenario.ts';

type Waiting = {
  readonly resolve: (entries: readonly Entry[]) => void;
  readonly reject: (error: Error) => void;
};

export type Clients = {
  /** By the process that is next: the nth task goes to process nth modulo their number. */
  readonly start: (task: Task, nth: number) => Worker;
  readonly close: () => Promise<void>;
};

/** Processes that stay and take one task after the other, many at a time: to start one for each would take too long. */
export const openClients = async (url: string, count: number): Promise<Clients> => {
  const scripts = await openScripts(new URL('processes/', import.meta.url));
  const clients = Array.from({ length: count }, (_, index) =>
    openClient(scripts, { url, name: `client-${String(index)}` }),
  );
  return {
    start: (task, nth) => {
      const client = clients[nth % count];
      if (client === undefined) throw new Error('no client');
      return client.start(task);
    },
    close: async () => {
      await Promise.all(clients.map(({ end }) => end()));
      await scripts.close();
    },
  };
};

const openClient = (scripts: Awaited<ReturnType<typeof openScripts>>, input: ClientInput) => {
  const child = scripts.start('client', input);
  const waiting = new Map<number, Waiting>();
  let last = 0;
  const ended = new Promise<void>((resolve) => {
    child.on('close', (code) => {
      for (const { reject } of waiting.values())
        reject(new Error(`${input.name} ended with ${String(code)}`));
      resolve();
    });
  });
  createInterface(child.stdout).on('line', (line) => {
    const reply = JSON.parse(line) as Reply;
    const one = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('failed' in reply) one?.reject(new Error(`${input.name}: ${reply.failed}`));
    else one?.resolve(reply.entries);
  });
  const send = (order: Order): void => {
    child.stdin.write(`${JSON.stringify(order)}\n`);
  };
  return {
    start: (task: Task): Worker => {
      const id = (last += 1);
      const entries = new Promise<readonly Entry[]>((resolve, reject) =>
        waiting.set(id, { resolve, reject }),
      );
      send({ id, task });
      return {
        entries,
        stop: () => {
          send({ id, stop: true });
        },
      };
    },
    end: async (): Promise<void> => {
      child.stdin.end();
      await ended;
    },
  };
};
