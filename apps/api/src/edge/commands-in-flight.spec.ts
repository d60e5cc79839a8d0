import { describe, expect, test } from '@jest/globals';
import { bodyBytesMax } from './body.ts';
import { announcedBytes, openFlight } from './commands-in-flight.ts';

describe('commands in flight', () => {
  test('are let in up to their number, and again when one has left', () => {
    const flight = openFlight(2, 100);
    const leave = flight.enter(1);
    expect(flight.enter(1)).toBeDefined();
    expect(flight.enter(1)).toBeUndefined();
    leave?.();
    expect(flight.enter(1)).toBeDefined();
    expect([flight.count(), flight.turnedAway()]).toEqual([2, 1]);
  });

  test('are let in up to their bytes together: the last that fits, and none beyond', () => {
    const flight = openFlight(10, 100);
    const leave = flight.enter(60);
    expect(flight.enter(41)).toBeUndefined();
    expect(flight.enter(40)).toBeDefined();
    expect(flight.enter(1)).toBeUndefined();
    leave?.();
    expect(flight.enter(60)).toBeDefined();
  });

  test.each([
    ['0', 0],
    ['17', 17],
    [String(bodyBytesMax), bodyBytesMax],
    [String(bodyBytesMax + 1), bodyBytesMax],
    [undefined, bodyBytesMax],
    ['-1', bodyBytesMax],
    ['many', bodyBytesMax],
  ])('a body of length %s counts as %i bytes', (length, bytes) => {
    expect(announcedBytes(length)).toBe(bytes);
  });
});
