import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildByJob, buildsOf } from '@dealtrail/ledger/builds';
import { dropBuild } from '@dealtrail/ledger/end-build';
import { foldPart } from '@dealtrail/ledger/fold-part';
import { sweepBuild, droppingBuilds } from '@dealtrail/ledger/sweep-builds';
import { idleParts } from '@dealtrail/ledger/unfinished-builds';
import fc from 'fast-check';
import { randomFrom } from '../crash/random.ts';
import { ledgerId, openProbeHouse, view } from './probe-house.ts';
import type { ProbeHouse } from './probe-house.ts';

/** One go at one of the parts: how many pages it folds before it is told to stop. */
const go = fc.record({
  which: fc.nat(7),
  pages: fc.integer({ min: 1, max: 6 }),
  pageEventsMax: fc.integer({ min: 1, max: 30 }),
  isStoredOften: fc.boolean(),
});

describe('The parts of a build', () => {
  let house: ProbeHouse;
  beforeAll(async () => {
    house = await openProbeHouse();
    await house.append(randomFrom(4), 200);
  });
  afterAll(() => house.close());

  test('come to what a fresh fold comes to, however many they are and however they are interrupted', async () => {
    const { worker, log, request } = house;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(go, { maxLength: 12 }),
        async (parts, goes) => {
          const jobId = await request(parts);
          const { build } = (await buildByJob(house.api, ledgerId, jobId)) ?? { build: 0 };
          for (const { which, pages, pageEventsMax, isStoredOften } of goes) {
            const idle = await idleParts(worker, [view]);
            const part = idle[which % Math.max(1, idle.length)];
            if (part === undefined) break;
            let left = pages;
            const storeEveryMs = isStoredOften ? 0 : 60_000;
            const isStopping = () => (left -= 1) < 1;
            await foldPart({ ...{ pool: worker, log, pageEventsMax, storeEveryMs, isStopping } }, part);
          }
          for (const part of await idleParts(worker, [view]))
            expect(await foldPart({ pool: worker, log }, part)).toBe('folded');
          expect(await buildByJob(house.api, ledgerId, jobId)).toMatchObject({
            ...{ state: 'catchingUp', position: 200, eventsFolded: 200, error: null },
          });
          expect(await house.differences(build)).toEqual([]);
          await dropBuild(house.api, ledgerId, view, build);
          for (const each of await droppingBuilds(worker)) await sweepBuild(worker, each);
        },
      ),
      { numRuns: 25 },
    );
    expect((await buildsOf(house.api, ledgerId)).every(({ state }) => state === 'dropped')).toBe(true);
  }, 60_000);
});
