import type { Job, Readings } from '../process/contestant.ts';
import type { Running } from '../process/start-contestant.ts';
import type { Run } from '../report/section.ts';

/** Runs a contestant and puts its name before each reading. */
export const as =
  (name: string, contestant: Running, job: Job): Run =>
  async (seconds) =>
    named(name, await contestant.run({ seconds, ...job }));

export const named = (name: string, readings: Readings): Readings =>
  Object.fromEntries(Object.entries(readings).map(([key, value]) => [`${name} ${key}`, value]));
