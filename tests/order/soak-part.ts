import type { SoakPart } from '../soak/part.ts';
import { testDatabase } from '../support/database.ts';
import { openRealVenue } from './real-venue.ts';
import { sumOfTried, tryScenarios } from './try-scenarios.ts';
import type { Tried } from './try-scenarios.ts';

/** Scenarios wait more than they work: so several go on at once, on ledgers of their own. */
const lanes = 4;
const runsOfASeed = 25;
/** What fast-check takes as a seed. */
const seedMax = 2 ** 31;

/** Order under concurrency. The first seed is the one that is given, so that a failure's seed shows it again at once. */
export const orderPart: SoakPart = {
  name: 'order',
  run: async (until, seed) => {
    const database = await testDatabase();
    const { venue, close } = await openRealVenue(database);
    let last = seed - 1;
    const go = async (): Promise<Tried> => {
      const all: Tried[] = [];
      do {
        last = (last + 1) % seedMax;
        all.push(await tryScenarios(venue, { seed: last, runs: runsOfASeed, until }));
      } while (Date.now() < until);
      return sumOfTried(all);
    };
    try {
      const { failures, ...counts } = sumOfTried(await Promise.all(Array.from({ length: lanes }, go)));
      return { ...counts, kills: 0, violations: failures };
    } finally {
      await close();
      await database.drop();
    }
  },
};
