import { coded } from './coded.ts';
import { dayOf, isDay, lastDayOf } from './calendar.ts';
import type { Day } from './calendar.ts';
import { text } from './text.ts';

/** "2025-11-03", "2025-11", "2026-Q4", "2026-H1" or "2025"; as a whole date also "unknown". */
type Period = string;

export type PartialDate =
  | Period
  | {
      readonly notBefore?: Period | undefined;
      readonly notAfter?: Period | undefined;
      readonly asStated?: string | undefined;
    };

/** Days, both inclusive; null: open on that side. */
export type DateInterval = { readonly earliest: Day | null; readonly latest: Day | null };

export const wholeLine: DateInterval = { earliest: null, latest: null };

const periodRegex = /^(\d{4})(?:-(?:(Q[1-4])|(H[12])|(\d{2})))?$/;
/** Early, mid and late are a year's thirds: to April, to August, to December. */
const thirdRegex = /^(early|mid|late)[ -](?:in )?(\d{4})$/i;
const lastMonthOfThird: Readonly<Record<string, number>> = { early: 4, mid: 8, late: 12 };

const months = (year: number, first: number, last: number): DateInterval => ({
  earliest: dayOf(year, first, 1),
  latest: lastDayOf(year, last),
});

const intervalOfPeriod = (period: Period): DateInterval | undefined => {
  if (isDay(period)) return { earliest: period, latest: period };
  const [matched, yearText, quarter, half, monthText] = periodRegex.exec(period) ?? [];
  const year = Number(yearText);
  if (matched === undefined || year < 1) return undefined;
  if (quarter !== undefined) return months(year, Number(quarter[1]) * 3 - 2, Number(quarter[1]) * 3);
  if (half !== undefined) return months(year, Number(half[1]) * 6 - 5, Number(half[1]) * 6);
  if (monthText === undefined) return months(year, 1, 12);
  const month = Number(monthText);
  return month >= 1 && month <= 12 ? months(year, month, month) : undefined;
};

const intervalOfWords = (words: string | undefined): DateInterval => {
  const [, third, year] = thirdRegex.exec(words?.trim() ?? '') ?? [];
  const last = lastMonthOfThird[third?.toLowerCase() ?? ''];
  return last === undefined || Number(year) < 1 ? wholeLine : months(Number(year), last - 3, last);
};

/** The days on which it may have happened. Bounds win over words; words alone are read only for a year's thirds. */
export const intervalOf = (date: PartialDate): DateInterval => {
  if (typeof date === 'string') return intervalOfPeriod(date) ?? wholeLine;
  if (date.notBefore === undefined && date.notAfter === undefined) return intervalOfWords(date.asStated);
  const from = date.notBefore === undefined ? wholeLine : (intervalOfPeriod(date.notBefore) ?? wholeLine);
  const to = date.notAfter === undefined ? wholeLine : (intervalOfPeriod(date.notAfter) ?? wholeLine);
  return { earliest: from.earliest, latest: to.latest };
};

export const dateWordsLengthMax = 80;
const Words = text(dateWordsLengthMax);
const boundKeys: readonly string[] = ['notBefore', 'notAfter', 'asStated'];

const isPeriod = (value: unknown): value is Period =>
  typeof value === 'string' && intervalOfPeriod(value) !== undefined;

const isBounded = (value: object): boolean => {
  const { notBefore, notAfter, asStated } = value as Record<string, unknown>;
  const keys = Object.keys(value);
  if (keys.length === 0 || !keys.every((key) => boundKeys.includes(key))) return false;
  if (notBefore !== undefined && !isPeriod(notBefore)) return false;
  if (notAfter !== undefined && !isPeriod(notAfter)) return false;
  if (asStated !== undefined && !Words.safeParse(asStated).success) return false;
  const { earliest, latest } = intervalOf({ notBefore, notAfter });
  return earliest === null || latest === null || earliest <= latest;
};

export const isPartialDate = (value: unknown): value is PartialDate =>
  value === 'unknown' ||
  isPeriod(value) ||
  (typeof value === 'object' && value !== null && !Array.isArray(value) && isBounded(value));

const periodSchema = { type: 'string', pattern: String.raw`^\d{4}(-(Q[1-4]|H[12]|\d{2}(-\d{2})?))?$` };

/** A date with the precision its source gave it: always an interval of days, never a guess. */
export const PartialDate = coded<PartialDate>(
  'BAD_PARTIAL_DATE',
  'must be a date that exists: "2025-11-03", "2025-11", "2026-Q4", "2026-H1", "2025", ' +
    '{"notBefore"?, "notAfter"?, "asStated"?} (in this order of time) or "unknown"',
  isPartialDate,
  {
    anyOf: [
      periodSchema,
      { const: 'unknown' },
      {
        type: 'object',
        properties: {
          notBefore: periodSchema,
          notAfter: periodSchema,
          asStated: { type: 'string', minLength: 1, maxLength: dateWordsLengthMax },
        },
        additionalProperties: false,
        minProperties: 1,
      },
    ],
  },
  boundKeys,
);

/** No day of `a` is before a day of `b`: proof, not likelihood. Open ends prove nothing. */
export const provablyAfter = (a: PartialDate, b: PartialDate): boolean => {
  const { earliest } = intervalOf(a);
  const { latest } = intervalOf(b);
  return earliest !== null && latest !== null && earliest > latest;
};

/** True when every day it may have happened lies after `day` (rule 10). */
export const provablyAfterDay = (date: PartialDate, day: Day): boolean => {
  const { earliest } = intervalOf(date);
  return earliest !== null && earliest > day;
};
