import { expect, test } from '@jest/globals';
import { runFullDisk } from './run-full-disk.ts';

/** Anybody may bound the files of his own process; a disk of its own, which root can have, is part of the soak. */
test('A server whose disk runs full (here: whose files may not grow) loses nothing, and the writers go on when there is room again', async () => {
  const { violations, events, retried } = await runFullDisk('a bound on the size of its files');
  expect(violations).toEqual([]);
  expect(events).toBeGreaterThan(0);
  expect(retried).toBeGreaterThan(0);
}, 120_000);
