import type { DateFigure, MoneyFigure } from '@dealtrail/deals/values/figure';
import { intervalOfFigure } from '@dealtrail/deals/values/figure-policy';
import type { Bound } from '@dealtrail/deals/values/figure-policy';
import { intervalOf } from '@dealtrail/deals/values/partial-date';
import type { PartialDate } from '@dealtrail/deals/values/partial-date';
import { compare, parseDecimal } from '@dealtrail/deals/values/rational';
import { compareText } from '../order.ts';

export type ValueBounds = { readonly currency: string; readonly low: string; readonly high: string };

const floorOf = (bound: Bound): string => {
  if (bound === null) return '-Infinity';
  const { n, d } = bound.at;
  return String(n / d - (n < 0n && n % d !== 0n ? 1n : 0n));
};

const ceilingOf = (bound: Bound): string => {
  if (bound === null) return 'Infinity';
  const { n, d } = bound.at;
  return String(n / d + (n > 0n && n % d !== 0n ? 1n : 0n));
};

/** Whole units around what the figure leaves possible; undefined where it names no value. */
export const valueBounds = (figure: MoneyFigure): ValueBounds | undefined => {
  const interval = intervalOfFigure('money', figure);
  return interval === undefined
    ? undefined
    : { currency: interval.unit, low: floorOf(interval.low), high: ceilingOf(interval.high) };
};

/** True unless the figure proves the value to lie outside, or in another currency. */
export const mayLieBetween = (
  figure: MoneyFigure,
  currency: string,
  min: string | undefined,
  max: string | undefined,
): boolean => {
  const interval = intervalOfFigure('money', figure);
  if (interval?.unit !== currency) return false;
  const { low, high } = interval;
  return !isBelow(high, min) && !isAbove(low, max);
};

const isBelow = (high: Bound, min: string | undefined): boolean => {
  if (high === null || min === undefined) return false;
  const order = compare(high.at, parseDecimal(min));
  return order < 0 || (order === 0 && high.open);
};

const isAbove = (low: Bound, max: string | undefined): boolean => {
  if (low === null || max === undefined) return false;
  const order = compare(low.at, parseDecimal(max));
  return order > 0 || (order === 0 && low.open);
};

export type DayBounds = { readonly low: string; readonly high: string };

const firstDay = '0000-00-00';
const lastDay = '9999-99-99';

const datesOf = ({ value, low, high }: DateFigure): readonly PartialDate[] =>
  [value, low, high].filter((date) => date !== undefined);

/** The days between which an announcement lies by a figure; undefined where nothing bounds it on either side. */
export const announcedBounds = (figure: DateFigure): DayBounds | undefined => {
  const intervals = datesOf(figure).map(intervalOf);
  const lows = intervals.map(({ earliest }) => earliest ?? firstDay).toSorted(compareText);
  const highs = intervals.map(({ latest }) => latest ?? lastDay).toSorted(compareText);
  const [low, high] = [lows[0] ?? firstDay, highs.at(-1) ?? lastDay];
  return low === firstDay && high === lastDay ? undefined : { low, high };
};

export const mayBeAnnouncedBetween = (
  figure: DateFigure,
  from: string | undefined,
  to: string | undefined,
): boolean => {
  const bounds = announcedBounds(figure);
  if (bounds === undefined) return false;
  return (from === undefined || bounds.high >= from) && (to === undefined || bounds.low <= to);
};

/** The day that a list sorts an announcement by: the first it may have been on, or else the last. */
export const sortDay = (figure: DateFigure): string | undefined => {
  const bounds = announcedBounds(figure);
  if (bounds === undefined) return undefined;
  return bounds.low === firstDay ? bounds.high : bounds.low;
};
