import { dayNumber } from './calendar.ts';
import { isDecimal } from './decimal.ts';
import type { Decimal } from './decimal.ts';
import type { Duration } from './duration.ts';
import type { Hardware } from './hardware.ts';
import type { Money } from './money.ts';
import { intervalOf, isPartialDate } from './partial-date.ts';
import type { PartialDate } from './partial-date.ts';
import type { Power } from './power.ts';
import type { Rate } from './rate.ts';
import { mul, parseDecimal, rational } from './rational.ts';
import type { Rational } from './rational.ts';

/** What a figure is of. */
export type FigureValues = {
  readonly money: Money;
  readonly rate: Rate;
  readonly duration: Duration;
  readonly power: Power;
  readonly decimal: Decimal;
  readonly text: string;
  readonly date: PartialDate;
  readonly hardware: Hardware;
};
export type FigureKind = keyof FigureValues;
export type FigureValue = FigureValues[FigureKind];

const has = (value: object, key: string): boolean => Object.hasOwn(value, key);

/**
 * What a value is by its shape, for paths that fix no type (`other.<name>`). A bare string is a decimal if it
 * reads as one, else a date with at least a month in it, else text: words are never taken for numbers.
 */
export const kindOf = (value: FigureValue): FigureKind => {
  if (typeof value === 'string') {
    if (isDecimal(value)) return 'decimal';
    return value !== 'unknown' && isPartialDate(value) ? 'date' : 'text';
  }
  if (has(value, 'amount')) return 'money';
  if (has(value, 'bps')) return 'rate';
  if (has(value, 'count')) return 'duration';
  if (has(value, 'mw')) return 'power';
  return has(value, 'notBefore') || has(value, 'notAfter') ? 'date' : 'hardware';
};

/** Where a value lies on its scale; null: open on that side. Values of different units cannot be compared. */
export type Line = { readonly unit: string; readonly low: Rational | null; readonly high: Rational | null };

const point = (unit: string, at: Rational): Line => ({ unit, low: at, high: at });

/** 400 Gregorian years are 146097 days: the mean month makes months, years and days comparable exactly. */
const meanDaysPerMonth = rational(146_097n, 4_800n);
const daysPerUnit: Readonly<Record<Duration['unit'], Rational>> = {
  day: rational(1n),
  month: meanDaysPerMonth,
  year: mul(meanDaysPerMonth, rational(12n)),
};

const lineOfDate = (date: PartialDate): Line => {
  const { earliest, latest } = intervalOf(date);
  return {
    unit: 'day',
    low: earliest === null ? null : rational(BigInt(dayNumber(earliest))),
    high: latest === null ? null : rational(BigInt(dayNumber(latest))),
  };
};

const lines: { readonly [K in FigureKind]: (value: FigureValues[K]) => Line | undefined } = {
  money: ({ amount, currency }) => point(currency, parseDecimal(amount)),
  rate: ({ bps }) => point('bps', parseDecimal(bps)),
  duration: ({ count, unit }) => point('days', mul(rational(BigInt(count)), daysPerUnit[unit])),
  power: ({ mw, measure }) => point(`MW ${measure}`, parseDecimal(mw)),
  decimal: (decimal) => point('', parseDecimal(decimal)),
  date: lineOfDate,
  text: () => undefined,
  hardware: () => undefined,
};

/** Undefined for texts and hardware: they have no scale. */
export const lineOf = <K extends FigureKind>(kind: K, value: FigureValues[K]): Line | undefined =>
  lines[kind](value);
