import type { Rate } from './contestant.ts';

export const rate: Rate = async (callers, limit, work) => {
  const from = performance.now();
  const until = from + (limit.seconds ?? Infinity) * 1_000;
  const countMax = limit.events ?? Infinity;
  let begun = 0;
  const caller = async (_: unknown, index: number): Promise<void> => {
    while (begun < countMax && performance.now() < until) {
      begun += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return (begun * 1_000) / (performance.now() - from);
};
