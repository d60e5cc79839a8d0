import { describe, expect, test } from '@jest/globals';
import { comeBackPerSecondMax, openCrowd, retryAfterSecondsMax } from './crowd.ts';

const crowd = (perSecondMax?: number) => {
  let at = 0;
  const { comeBackAfterSeconds } = openCrowd(perSecondMax, () => at);
  const turnAway = (count: number): readonly number[] =>
    Array.from({ length: count }, () => comeBackAfterSeconds());
  return {
    turnAway,
    pass: (seconds: number) => {
      at += seconds * 1_000;
    },
  };
};

describe('Of those turned away', () => {
  test('a few come back in a second', () => {
    expect(new Set(crowd().turnAway(comeBackPerSecondMax))).toEqual(new Set([1]));
  });

  test('no more come back in any second than may', () => {
    const seconds = crowd(100).turnAway(1_000);
    for (let second = 1; second <= 10; second += 1)
      expect(seconds.filter((each) => each === second).length).toBeLessThanOrEqual(101);
    expect(Math.max(...seconds)).toBe(10);
  });

  test('whoever comes later has a place behind those that are not back yet, and waits a second when all are', () => {
    const { turnAway, pass } = crowd(100);
    turnAway(1_000);
    pass(5);
    expect(turnAway(1)).toEqual([5]);
    pass(20);
    expect(turnAway(1)).toEqual([1]);
  });

  test('nobody is sent away for longer than the longest', () => {
    const { turnAway, pass } = crowd(1);
    expect(turnAway(retryAfterSecondsMax + 100).at(-1)).toBe(retryAfterSecondsMax);
    pass(retryAfterSecondsMax);
    expect(turnAway(1)).toEqual([1]);
  });
});
