import type { Rate } from './contestant.ts';

export const rate: Rate = async (callers, seconds, work) => {
  const from = performance.now();
  const until = from + seconds * 1_000;
  let done = 0;
  const caller = async (_: unknown, index: number): Promise<void> => {
    while (performance.now() < until) {
      await work(index);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return (done * 1_000) / (performance.now() - from);
};
