import type { Rejection } from '../../rejection.ts';
import type { RateFigure } from '../../values/figure.ts';
import { compatible, intervalOfFigure, type Bound, type Extent } from '../../values/figure-policy.ts';
import type { Money } from '../../values/money.ts';
import {
  add,
  compare,
  div,
  mul,
  one,
  parseDecimal,
  rational,
  sub,
  zero,
  type Rational,
} from '../../values/rational.ts';
import type { Window } from '../../values/window.ts';

/** One in basis points. */
const wholeInBps = rational(10_000n);

/** Half of a decimal's last place: a stated 74.88 stands for 74.875 to 74.885 (rule 5, arithmetic). */
const halfPlace = (decimal: string): Rational => {
  const places = decimal.split('.')[1]?.length ?? 0;
  return rational(1n, 2n * 10n ** BigInt(places));
};

const percentRegex = /^[^\d]*\d[\d,]*(?:\.(\d+))?\s*(?:%|percent|per cent)/i;

/** Half the last place of the change as its source wrote it: "30%" is good to 50 basis points, "23.26%" to half of one. */
const halfPlaceOfChange = ({ asStated, value, low, high }: RateFigure): Rational => {
  const words = percentRegex.exec(asStated ?? '');
  if (words !== null) return mul(halfPlace(`0.${words[1] ?? ''}`), rational(100n));
  return halfPlace(value?.bps ?? low?.bps ?? high?.bps ?? '0');
};

const moved = (bound: Bound, by: Rational): Bound =>
  bound === null ? null : { ...bound, at: add(bound.at, by) };

/** What the stated change leaves possible; undefined when it is undisclosed. */
const statedChange = (change: RateFigure): Extent | undefined => {
  const interval = intervalOfFigure('rate', change);
  if (interval === undefined) return undefined;
  const half = halfPlaceOfChange(change);
  return {
    ...interval,
    is: 'interval',
    low: moved(interval.low, sub(zero, half)),
    high: moved(interval.high, half),
  };
};

/** What the two prices leave possible: from the lowest price over the highest close to the highest over the lowest. */
const impliedChange = (price: Money, close: Money): Extent | undefined => {
  const [at, from] = [parseDecimal(price.amount), parseDecimal(close.amount)];
  const [atHalf, fromHalf] = [halfPlace(price.amount), halfPlace(close.amount)];
  if (compare(from, fromHalf) <= 0) return undefined; // A close of "0.4" or less to no places may be nothing at all.
  const change = (top: Rational, bottom: Rational): Bound => ({
    at: mul(sub(div(top, bottom), one), wholeInBps),
    open: false,
  });
  return {
    is: 'interval',
    unit: 'bps',
    low: change(sub(at, atHalf), add(from, fromHalf)),
    high: change(add(at, atHalf), sub(from, fromHalf)),
  };
};

const nonPositive = (window: Window): Rejection | undefined => {
  const field = (['price', 'priorClose'] as const).find((name) => {
    const amount = window[name]?.amount;
    return amount !== undefined && compare(parseDecimal(amount), zero) <= 0;
  });
  if (field === undefined) return undefined;
  return {
    code: 'NON_POSITIVE_AMOUNT',
    detail: 'a share price is above zero',
    pointer: `/window/${field}/amount`,
  };
};

type Move = { readonly change?: RateFigure | undefined; readonly window: Window };

/** Undefined unless a price is impossible, or the two prices and the change cannot all be true. */
export const pricesFault = ({ change, window }: Move): Rejection | undefined => {
  const { price, priorClose } = window;
  const impossible = nonPositive(window);
  if (impossible !== undefined || price === undefined || priorClose === undefined) return impossible;
  if (price.currency !== priorClose.currency)
    return {
      code: 'CURRENCY_MISMATCH',
      detail: `the price is in ${price.currency}, the prior close in ${priorClose.currency}`,
      pointer: '/window/priorClose/currency',
    };
  const stated = change === undefined ? undefined : statedChange(change);
  const implied = impliedChange(price, priorClose);
  if (stated === undefined || implied === undefined || compatible(stated, implied)) return undefined;
  return {
    code: 'STOCK_MOVE_PRICES_DISAGREE',
    detail: `from ${priorClose.amount} to ${price.amount} ${price.currency} is not the change given: mend one of the three`,
    pointer: '/change',
  };
};
