import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isDecimal } from './decimal.ts';
import {
  add,
  compare,
  div,
  equals,
  fractionText,
  mul,
  negate,
  one,
  parseDecimal,
  rational,
  roundHalfUp,
  sub,
  zero,
} from './rational.ts';

const fractions = fc
  .tuple(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.bigInt(1n, 10n ** 12n))
  .map(([n, d]) => rational(n, d));

describe('rationals are a totally ordered field', () => {
  test('addition and multiplication commute and distribute', () => {
    fc.assert(
      fc.property(fractions, fractions, fractions, (a, b, c) => {
        expect(add(a, b)).toEqual(add(b, a));
        expect(mul(a, b)).toEqual(mul(b, a));
        expect(mul(a, add(b, c))).toEqual(add(mul(a, b), mul(a, c)));
      }),
    );
  });

  test('subtraction and division undo addition and multiplication', () => {
    fc.assert(
      fc.property(fractions, fractions, (a, b) => {
        expect(sub(add(a, b), b)).toEqual(a);
        fc.pre(b.n !== 0n);
        expect(div(mul(a, b), b)).toEqual(a);
      }),
    );
  });

  test('the order is total: antisymmetric, transitive, and kept by addition', () => {
    fc.assert(
      fc.property(fractions, fractions, fractions, (a, b, c) => {
        expect(compare(a, b) + compare(b, a)).toBe(0);
        expect(compare(a, b) === 0).toBe(equals(a, b));
        if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
        expect(compare(add(a, c), add(b, c))).toBe(compare(a, b));
      }),
    );
  });

  test('a fraction is in lowest terms with its sign above', () => {
    expect(rational(6n, -4n)).toEqual({ n: -3n, d: 2n });
    expect(fractionText(rational(0n, 7n))).toBe('0/1');
    expect(equals(negate(negate(one)), one)).toBe(true);
  });

  test('nothing is divided by zero', () => {
    expect(() => div(one, zero)).toThrow(RangeError);
  });
});

describe('rounding half up', () => {
  test.each([
    ['2.5', 0, '3'],
    ['-2.5', 0, '-3'],
    ['2.49999999', 0, '2'],
    ['0.005', 2, '0.01'],
    ['-0.004', 2, '0'],
    ['3762.886597', 2, '3762.89'],
    ['1940000000.00', 2, '1940000000'],
  ])('takes %s to %i places as %s', (decimal, places, expected) => {
    expect(roundHalfUp(parseDecimal(decimal), places)).toBe(expected);
  });

  test('is within half a unit, and gives a decimal', () => {
    const small = fc.tuple(fc.bigInt(-(10n ** 15n), 10n ** 15n), fc.bigInt(1n, 10n ** 6n));
    fc.assert(
      fc.property(small, fc.integer({ min: 0, max: 8 }), ([n, d], places) => {
        const exact = rational(n, d);
        const rounded = roundHalfUp(exact, places);
        expect(isDecimal(rounded)).toBe(true);
        const off = sub(parseDecimal(rounded), exact);
        const half = rational(1n, 2n * 10n ** BigInt(places));
        expect(compare(off.n < 0n ? negate(off) : off, half)).toBeLessThanOrEqual(0);
      }),
    );
  });

  test('leaves alone what has no more places', () => {
    const decimals = fc.tuple(fc.bigInt(0n, 10n ** 18n - 1n), fc.integer({ min: 0, max: 8 }));
    fc.assert(
      fc.property(decimals, ([whole, places]) => {
        expect(roundHalfUp(parseDecimal(String(whole)), places)).toBe(String(whole));
      }),
    );
  });
});
