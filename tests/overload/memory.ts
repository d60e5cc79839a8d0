import { setTimeout as sleep } from 'node:timers/promises';
import { metricsOf } from '../support/metrics.ts';
import type { Running } from '../support/server.ts';

const sampleMs = 500;

/** Resident bytes, without the streams that the process remembers on purpose, up to a bound of its own. */
export const bytesOf = async (running: Running): Promise<number> => {
  const metrics = await metricsOf(running);
  const of = (name: string): number => metrics.get(name) ?? Number.NaN;
  return of('process_resident_memory_bytes') - of('dealtrail_remembered_bytes');
};

/** Such bytes while something goes on: the most in each third of it. */
export type Thirds = { readonly first: number; readonly second: number; readonly last: number };

/** The process answers for itself, so that it is seen to answer reads meanwhile. */
export const memoryDuring = async (running: Running, work: Promise<unknown>): Promise<Thirds> => {
  const over = work.then(
    () => true,
    () => true,
  );
  const samples: number[] = [];
  do samples.push(await bytesOf(running));
  while (!(await Promise.race([over, sleep(sampleMs, false)])));
  const third = Math.ceil(samples.length / 3);
  const most = (from: number): number => Math.max(...samples.slice(from, from + third));
  return { first: most(0), second: most(third), last: most(samples.length - third) };
};
