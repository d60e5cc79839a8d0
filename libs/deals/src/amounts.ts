import type { Rejection } from './rejection.ts';
import type { MoneyFigure, RateFigure } from './values/figure.ts';
import type { Money } from './values/money.ts';
import { compare, parseDecimal, zero } from './values/rational.ts';
import type { Rate } from './values/rate.ts';

const digitsOf = (value: Money | Rate): string => ('amount' in value ? value.amount : value.bps);
const signOf = (value: Money | Rate): number => compare(parseDecimal(digitsOf(value)), zero);

/** Where a figure is nothing or less. A range may start at nothing, but not be it. */
const faultyPart = ({ value, low, high }: MoneyFigure | RateFigure): string | undefined => {
  const at = (part: string, faulty: Money | Rate): string =>
    `/${part}/${'amount' in faulty ? 'amount' : 'bps'}`;
  if (value !== undefined && signOf(value) <= 0) return at('value', value);
  if (low !== undefined && signOf(low) < 0) return at('low', low);
  return high !== undefined && signOf(high) <= 0 ? at('high', high) : undefined;
};

const refusal = (pointer: string): Rejection => ({
  code: 'NON_POSITIVE_AMOUNT',
  detail: 'An amount of a deal or a financing is more than nothing. Check the sign and the digits.',
  pointer,
});

/** NON_POSITIVE_AMOUNT for an amount or a share of zero or below; undefined when it is absent or fine. */
export const nonPositive = (
  figure: MoneyFigure | RateFigure | undefined,
  pointer: string,
): Rejection | undefined => {
  const part = figure && faultyPart(figure);
  return part === undefined ? undefined : refusal(`${pointer}${part}`);
};

/** The same for a plain amount, which no qualifier softens. */
export const nonPositiveMoney = (money: Money, pointer: string): Rejection | undefined =>
  signOf(money) <= 0 ? refusal(`${pointer}/amount`) : undefined;
