import type { Rejection } from '../../rejection.ts';
import type { RateFigure } from '../../values/figure.ts';
import { compare, parseDecimal, rational } from '../../values/rational.ts';

/** -100% in basis points: a share cannot lose more than all of its price. */
const allOfIt = rational(-10_000n);

/** Undefined unless a value, low or high of the change is below -100%. */
export const belowMinusHundred = (change: RateFigure | undefined): Rejection | undefined => {
  const part = (['value', 'low', 'high'] as const).find((name) => {
    const bps = change?.[name]?.bps;
    return bps !== undefined && compare(parseDecimal(bps), allOfIt) < 0;
  });
  if (part === undefined) return undefined;
  return {
    code: 'STOCK_MOVE_BELOW_MINUS_100',
    detail: 'a share cannot lose more than 100% ("-10000" basis points)',
    pointer: `/change/${part}/bps`,
  };
};
