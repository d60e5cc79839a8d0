import type { MoneyFigure, RateFigure } from './values/figure.ts';
import { intervalOfFigure } from './values/figure-policy.ts';
import { add, compare, isNegative, mul, zero } from './values/rational.ts';
import type { Rational } from './values/rational.ts';

/** An end of what a sum of amounts may come to; `open`: everything up to it, but not it. */
export type Bound = { readonly at: Rational; readonly open: boolean };

const nothing: Bound = { at: zero, open: false };

const interval = (figure: MoneyFigure | RateFigure) => {
  const part = figure.value ?? figure.low;
  return intervalOfFigure(part !== undefined && 'bps' in part ? 'rate' : 'money', figure);
};

/** Undefined where the figure is undisclosed. */
export const currencyOf = ({ value, low }: MoneyFigure): string | undefined => (value ?? low)?.currency;

/** The least that an amount or a share may be; nothing is less than nothing, so that is where an open end stops. */
export const floorOf = (figure: MoneyFigure | RateFigure): Bound => {
  const low = interval(figure)?.low ?? nothing;
  return isNegative(low.at) ? nothing : low;
};

/** The most that it may be; undefined where nothing bounds it. */
export const ceilingOf = (figure: MoneyFigure | RateFigure): Bound | undefined =>
  interval(figure)?.high ?? undefined;

export const sum = (bounds: readonly Bound[]): Bound =>
  bounds.reduce((one, other) => ({ at: add(one.at, other.at), open: one.open || other.open }), nothing);

/** A share of an amount. */
export const product = (one: Bound, other: Bound): Bound => ({
  at: mul(one.at, other.at),
  open: one.open || other.open,
});

const higher = (one: Bound, other: Bound, onTie: 'open' | 'closed'): Bound => {
  const order = compare(one.at, other.at);
  if (order === 0) return one.open === (onTie === 'open') ? one : other;
  return order > 0 ? one : other;
};

/** As much as the one and as much as the other. */
export const higherFloor = (one: Bound, other: Bound): Bound => higher(one, other, 'open');

/** As little bounded as the one or the other. */
export const higherCeiling = (one: Bound, other: Bound): Bound => higher(one, other, 'closed');

/** Proof that what is at least `floor` is more than `ceiling` allows; no ceiling, no proof. */
export const exceeds = (floor: Bound, ceiling: Bound | undefined): boolean => {
  if (ceiling === undefined) return false;
  const order = compare(floor.at, ceiling.at);
  return order > 0 || (order === 0 && (floor.open || ceiling.open));
};
