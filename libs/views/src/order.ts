import type { Direction, Place, Scale } from './index-query.ts';

/** A Decimal has at most 8 places (language, section 1), so that scaled by 10^8 it is a whole number. */
const placesMax = 8;

const scaled = (decimal: string): bigint => {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(`${whole}${fraction.padEnd(placesMax, '0')}`);
};

const infinite: Readonly<Record<string, number>> = { Infinity: 1, '-Infinity': -1 };

const compareNumbers = (a: string, b: string): number => {
  const [aEnd, bEnd] = [infinite[a] ?? 0, infinite[b] ?? 0];
  if (aEnd !== 0 || bEnd !== 0) return aEnd - bEnd;
  const difference = scaled(a) - scaled(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The same order as the database gives: ids and days by bytes, numbers exactly (never through a double). */
export const compareBy = (scale: Scale, a: string, b: string): number =>
  scale === 'number' ? compareNumbers(a, b) : compareText(a, b);

/** By value in the direction, ties by key ascending. */
export const comparePlaces = (scale: Scale, direction: Direction, a: Place, b: Place): number => {
  const byValue = compareBy(scale, a.value, b.value);
  return (direction === 'asc' ? byValue : -byValue) || compareText(a.key, b.key);
};
