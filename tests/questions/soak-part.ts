import { randomFrom } from '../crash/random.ts';
import { sumOf } from '../soak/part.ts';
import type { SoakCounts, SoakPart } from '../soak/part.ts';
import { testDatabase } from '../support/database.ts';
import { startApi, startWorker } from '../support/server.ts';
import { changedAnswers, keepAnswers, openRecorder } from './keep-answers.ts';
import type { Kept } from './keep-answers.ts';

/** A longer log makes every answer slower without making the questions any harder: a new history then. */
const eventsPerHistory = 300;

/** One history that grows while it is asked about, and every question again at its end. */
const oneHistory = async (until: number, seed: number): Promise<SoakCounts> => {
  const database = await testDatabase();
  const [api, worker] = await Promise.all([startApi(database), startWorker(database)]);
  try {
    const random = randomFrom(seed);
    const recorder = openRecorder(api.url, random);
    const kept: Kept[] = [];
    while (Date.now() < until && recorder.log().head < eventsPerHistory) {
      const recording = recorder.record(random.integer(1, 12));
      const log = recorder.log();
      for (let count = 0; count < 20; count += 1) kept.push(...(await keepAnswers(api.url, random, log)));
      await recording;
    }
    const changed = await changedAnswers(api.url, kept);
    return {
      ...{ histories: 1, calls: 2 * kept.length, events: recorder.log().head, kills: 0 },
      kinds: { 'answers asked again': kept.length },
      violations: changed.map((text) => `questions, seed ${String(seed)}: ${text}`),
    };
  } finally {
    await Promise.all([api.stop(), worker.stop()]);
    await database.drop();
  }
};

/** Every answer can be asked again: questions of every kind while the log grows. */
export const questionsPart: SoakPart = {
  name: 'questions',
  run: async (until, seed) => {
    const counts: SoakCounts[] = [];
    for (let round = 0; Date.now() < until; round += 1) counts.push(await oneHistory(until, seed + round));
    return sumOf(counts);
  },
};
