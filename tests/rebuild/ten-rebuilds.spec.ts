import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { buildByJob, buildsOf } from '@dealtrail/ledger/builds';
import { randomFrom } from '../crash/random.ts';
import { ledgerId, openProbeHouse } from './probe-house.ts';
import { watchReads } from './watch-reads.ts';
import type { Watched } from './watch-reads.ts';

const rebuildsMin = 10;
/** On a busy machine readers get few answers in the time of ten: then there are more of both. */
const isTooLittle = ({ answers, violations }: Watched): boolean => answers <= 100 && violations.length === 0;

describe('Ten rebuilds under constant load', () => {
  test('no reader sees an error, a half-built view, or anything older than before', async () => {
    const house = await openProbeHouse();
    const random = randomFrom(10);
    const loaded = new AbortController();
    try {
      await house.append(random, 300);
      // Kept for a moment only, so that readers meet builds that are dropped under them.
      house.builder({ keptMs: 500 });
      house.builder({ keptMs: 500 });
      await house.until('it serves', async () =>
        (await buildsOf(house.api, ledgerId)).some(({ state }) => state === 'serving'),
      );
      const reads = watchReads(house, random);
      const load = (async () => {
        while (!loaded.signal.aborted) {
          await house.append(random, 5);
          await sleep(10);
        }
      })();
      let rebuilds = 0;
      for (; rebuilds < rebuildsMin || isTooLittle(reads.soFar()); rebuilds += 1) {
        const jobId = await house.request(random.integer(1, 4));
        await house.until('it is switched to', async () => {
          const build = await buildByJob(house.api, ledgerId, jobId);
          return build?.state === 'serving';
        });
      }
      loaded.abort();
      await load;
      const { answers, violations } = await reads.stop();
      expect(violations).toEqual([]);
      expect(answers).toBeGreaterThan(100);
      const [last, ...before] = (await buildsOf(house.api, ledgerId)).toReversed();
      expect([last?.state, before.length]).toEqual(['serving', rebuilds]);
      expect(before.some(({ state }) => state === 'dropped')).toBe(true);
    } finally {
      loaded.abort();
      await house.close();
    }
  }, 120_000);
});
