import { randomInt } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { randomFrom } from '../crash/random.ts';
import { runBuilds } from './run-builds.ts';

const timeoutMs = 120_000;

describe('Builders that are killed and frozen', () => {
  test(
    'leave every build as a fresh fold of the log, and nobody is ever answered otherwise',
    async () => {
      const seed = randomInt(2 ** 31);
      const { done, calls, violations } = await runBuilds(randomFrom(seed), {
        ...{ builders: 2, steps: 12, eventsBefore: 300 },
      });
      expect(`seed ${String(seed)} (${done.join(', ')}): ${violations.join('\n')}`).toMatch(/: $/);
      expect(calls).toBeGreaterThan(50);
    },
    timeoutMs,
  );
});
