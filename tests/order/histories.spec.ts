import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { openMemoryVenue } from './memory-venue.ts';
import { openRealVenue } from './real-venue.ts';
import { sumOfTried, tryScenarios } from './try-scenarios.ts';

/** Scenarios wait more than they work: so several go on at once, on ledgers of their own. */
const lanes = 4;
const runsInAll = 200;
const timeoutMs = 120_000;

/** Of small scenarios; the large ones are for the soak. */
const newSeed = (): number => 4 * randomInt(2 ** 28);

describe('Random histories of several processes', () => {
  let database: TestDatabase;
  let open: Awaited<ReturnType<typeof openRealVenue>>;
  beforeAll(async () => {
    database = await testDatabase();
    open = await openRealVenue(database);
  });
  afterAll(async () => {
    await open.close();
    await database.drop();
  });

  test(
    'are what a log leaves that loses, repeats and reorders nothing',
    async () => {
      const tried = sumOfTried(
        await Promise.all(
          Array.from({ length: lanes }, () =>
            tryScenarios(open.venue, { seed: newSeed(), runs: runsInAll / lanes }),
          ),
        ),
      );
      expect(tried.failures.join('\n')).toBe('');
      expect(tried.histories).toBe(runsInAll);
      // Every kind of answer was given, or less was tried than is said here.
      expect(Object.keys(tried.answers).toSorted()).toEqual([
        'appended',
        'commandIdReused',
        'notTogether',
        'replayed',
        'requirementFailed',
        'reserved',
        'turnedAway',
        'unknown',
        'versionConflict',
      ]);
    },
    timeoutMs,
  );
});

describe('Random histories of the log in memory', () => {
  test('are no others', async () => {
    const tried = await tryScenarios(openMemoryVenue(), { seed: newSeed(), runs: 100 });
    expect(tried.failures.join('\n')).toBe('');
    expect(tried.histories).toBe(100);
  });
});
