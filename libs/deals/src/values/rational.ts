import type { Decimal } from './decimal.ts';

/** An exact fraction in lowest terms; the denominator is positive. */
export type Rational = { readonly n: bigint; readonly d: bigint };

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b));

/** Throws on a zero denominator: a caller divides only by what it has checked. */
export const rational = (n: bigint, d = 1n): Rational => {
  if (d === 0n) throw new RangeError('a rational needs a denominator other than zero');
  const sign = d < 0n ? -1n : 1n;
  const divisor = gcd(n, d);
  return { n: (sign * n) / divisor, d: (sign * d) / divisor };
};

export const zero = rational(0n);
export const one = rational(1n);

/** Exactly the decimal written; the text must be a Decimal. */
export const parseDecimal = (decimal: Decimal): Rational => {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return rational(BigInt(whole + fraction), 10n ** BigInt(fraction.length));
};

export const add = (a: Rational, b: Rational): Rational => rational(a.n * b.d + b.n * a.d, a.d * b.d);
export const sub = (a: Rational, b: Rational): Rational => rational(a.n * b.d - b.n * a.d, a.d * b.d);
export const mul = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d);
/** Throws when `b` is zero. */
export const div = (a: Rational, b: Rational): Rational => rational(a.n * b.d, a.d * b.n);
export const negate = (a: Rational): Rational => ({ n: -a.n, d: a.d });

/** Negative, zero or positive, as for sort. */
export const compare = (a: Rational, b: Rational): number => {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
export const equals = (a: Rational, b: Rational): boolean => compare(a, b) === 0;
export const isNegative = (a: Rational): boolean => a.n < 0n;

/** Half up as a ledger rounds: away from zero on a half, so a loss rounds like a gain of the same size. */
const roundedUnits = (value: Rational, places: number): bigint => {
  const scaled = value.n * 10n ** BigInt(places) * 2n;
  const magnitude = ((scaled < 0n ? -scaled : scaled) + value.d) / (value.d * 2n);
  return value.n < 0n ? -magnitude : magnitude;
};

/** A decimal with at most `places` decimals, without trailing zeros. */
export const roundHalfUp = (value: Rational, places: number): Decimal => {
  const units = roundedUnits(value, places);
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
};

/** "9125000000/1" in lowest terms: how an exact result is shown. */
export const fractionText = (value: Rational): string => `${String(value.n)}/${String(value.d)}`;
