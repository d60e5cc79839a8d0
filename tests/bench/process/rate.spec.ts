import { expect, test } from '@jest/globals';
import { rate } from './rate.ts';

test('a rate ends with its number of events, shared out among the callers', async () => {
  const callers: number[] = [];
  await rate(3, { events: 10 }, (caller) => Promise.resolve(callers.push(caller)));
  expect(callers).toHaveLength(10);
  expect(new Set(callers)).toEqual(new Set([0, 1, 2]));
});

test('a failure of one caller is a failure of the rate', async () => {
  await expect(rate(2, { events: 4 }, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});
