import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareBy, comparePlaces } from './order.ts';

describe('numbers', () => {
  test('are compared exactly, beyond what a double can hold', () => {
    expect(compareBy('number', '900719925474099301', '900719925474099302')).toBe(-1);
    expect(compareBy('number', '0.00000001', '0.00000002')).toBe(-1);
    expect(compareBy('number', '-1.5', '-1.25')).toBe(-1);
    expect(compareBy('number', '10', '9')).toBe(1);
    expect(compareBy('number', '9.50', '9.5')).toBe(0);
  });

  test('lie between minus infinity and infinity', () => {
    expect(compareBy('number', '-Infinity', '-1')).toBeLessThan(0);
    expect(compareBy('number', 'Infinity', '999999999999999999')).toBeGreaterThan(0);
    expect(compareBy('number', 'Infinity', 'Infinity')).toBe(0);
  });

  test('have one order, whichever way they are asked', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.bigInt(), (a, b) => {
        expect(compareBy('number', String(a), String(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});

describe('places', () => {
  test('go by value in the direction, and by key upwards in both', () => {
    const [low, high] = [
      { value: '1', key: 'b' },
      { value: '2', key: 'a' },
    ];
    expect(comparePlaces('number', 'asc', low, high)).toBeLessThan(0);
    expect(comparePlaces('number', 'desc', low, high)).toBeGreaterThan(0);
    const twin = { value: '1', key: 'c' };
    expect(comparePlaces('number', 'asc', low, twin)).toBeLessThan(0);
    expect(comparePlaces('number', 'desc', low, twin)).toBeLessThan(0);
  });
});
