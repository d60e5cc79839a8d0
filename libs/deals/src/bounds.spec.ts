import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  ceilingOf,
  currencyOf,
  exceeds,
  floorOf,
  higherCeiling,
  higherFloor,
  product,
  sum,
} from './bounds.ts';
import type { Bound } from './bounds.ts';
import type { MoneyFigure } from './values/figure.ts';
import { compare, rational } from './values/rational.ts';

const figure = (qualifier: MoneyFigure['qualifier'], amount: string): MoneyFigure => ({
  qualifier,
  value: { amount, currency: 'USD' },
});
const at = (n: bigint, open = false, d = 1n): Bound => ({ at: rational(n, d), open });

describe('the bounds of a figure', () => {
  test('are those of figure policy v1, and never below nothing', () => {
    expect(floorOf(figure('nearly', '30'))).toEqual(at(28n));
    expect(ceilingOf(figure('nearly', '30'))).toEqual(at(30n, true));
    expect(floorOf(figure('upTo', '30'))).toEqual(at(0n));
    expect(floorOf(figure('about', '-30'))).toEqual(at(0n));
    expect(ceilingOf({ qualifier: 'about', value: { bps: '9600' } })).toEqual(at(10_080n));
  });

  test('are open where the figure is: no ceiling above over, none at all of an undisclosed one', () => {
    expect(ceilingOf(figure('over', '30'))).toBeUndefined();
    expect(floorOf(figure('over', '30'))).toEqual(at(30n, true));
    expect(ceilingOf({ qualifier: 'undisclosed' })).toBeUndefined();
    expect(floorOf({ qualifier: 'undisclosed' })).toEqual(at(0n));
  });

  test('have the currency of the figure, and none where it is undisclosed', () => {
    const money = (amount: string) => ({ amount, currency: 'EUR' });
    expect(currencyOf({ qualifier: 'range', low: money('1'), high: money('2') })).toBe('EUR');
    expect(currencyOf({ qualifier: 'undisclosed' })).toBeUndefined();
  });
});

describe('more than a ceiling allows', () => {
  test.each([
    [at(2n), at(1n), true],
    [at(1n), at(1n), false],
    [at(1n, true), at(1n), true],
    [at(1n), at(1n, true), true],
    [at(1n), at(2n, true), false],
    [at(1n), undefined, false],
  ])('%#: %j against %j', (floor, ceiling, verdict) => {
    expect(exceeds(floor, ceiling)).toBe(verdict);
  });

  test('of two that are level, the open floor asks for more and the closed ceiling allows more', () => {
    for (const [one, other] of [
      [at(1n), at(1n, true)],
      [at(1n, true), at(1n)],
    ] as const) {
      expect(higherFloor(one, other)).toEqual(at(1n, true));
      expect(higherCeiling(one, other)).toEqual(at(1n));
    }
  });
});

const bound = fc
  .tuple(fc.bigInt({ min: 0n, max: 50n }), fc.bigInt({ min: 1n, max: 9n }), fc.boolean())
  .map(([n, d, open]) => at(n, open, d));

describe('the laws of bounds', () => {
  test('a sum is the same in any order, and open as soon as one of its parts is', () => {
    fc.assert(
      fc.property(fc.array(bound), (bounds) => {
        expect(sum(bounds.toReversed())).toEqual(sum(bounds));
        expect(sum(bounds).open).toBe(bounds.some(({ open }) => open));
      }),
    );
  });

  test('the higher of two is at least both, whichever comes first', () => {
    fc.assert(
      fc.property(bound, bound, (one, other) => {
        for (const higher of [higherFloor, higherCeiling]) {
          const chosen = higher(one, other);
          expect(chosen).toEqual(higher(other, one));
          expect(compare(chosen.at, one.at) >= 0 && compare(chosen.at, other.at) >= 0).toBe(true);
        }
      }),
    );
  });

  test('a share of the whole is never more than the whole', () => {
    fc.assert(
      fc.property(bound, fc.bigInt({ min: 0n, max: 100n }), (whole, percent) => {
        expect(
          exceeds({ ...product(whole, at(percent, false, 100n)), open: false }, { ...whole, open: false }),
        ).toBe(false);
      }),
    );
  });
});
