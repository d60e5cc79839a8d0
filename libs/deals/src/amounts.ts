import type { Rejection } from './rejection.ts';
import type { MoneyFigure } from './values/figure.ts';
import type { Money } from './values/money.ts';
import { isNegative, parseDecimal } from './values/rational.ts';

const isZeroOrLess = ({ amount }: Money): boolean => {
  const exact = parseDecimal(amount);
  return exact.n === 0n || isNegative(exact);
};

/** A range may start at nothing; no figure may be nothing or less as a whole. */
const faultyPart = (figure: MoneyFigure): 'value' | 'low' | 'high' | undefined => {
  if (figure.value !== undefined && isZeroOrLess(figure.value)) return 'value';
  if (figure.low !== undefined && isNegative(parseDecimal(figure.low.amount))) return 'low';
  if (figure.high !== undefined && isZeroOrLess(figure.high)) return 'high';
  return undefined;
};

const refusal = (pointer: string): Rejection => ({
  code: 'NON_POSITIVE_AMOUNT',
  detail: 'An amount of a deal or a financing is more than nothing. Check the sign and the digits.',
  pointer,
});

/** NON_POSITIVE_AMOUNT for a figure at `pointer` that is zero or below; undefined when it is absent or fine. */
export const nonPositive = (figure: MoneyFigure | undefined, pointer: string): Rejection | undefined => {
  const part = figure === undefined ? undefined : faultyPart(figure);
  return part === undefined ? undefined : refusal(`${pointer}/${part}/amount`);
};

/** The same for a plain amount, which no qualifier softens. */
export const nonPositiveMoney = (money: Money, pointer: string): Rejection | undefined =>
  isZeroOrLess(money) ? refusal(`${pointer}/amount`) : undefined;
