/** A day as YYYY-MM-DD in the proleptic Gregorian calendar, years 0001 to 9999: text order is time order. */
export type Day = string;

const dayRegex = /^(\d{4})-(\d{2})-(\d{2})$/;
const daysPerMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** `month` 1 to 12; 0 for any other, so that no day of it exists. */
export const daysInMonth = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (daysPerMonth[month - 1] ?? 0);

export const isDay = (value: unknown): value is Day => {
  if (typeof value !== 'string') return false;
  const [, year, month, day] = (dayRegex.exec(value) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  return year >= 1 && day >= 1 && day <= daysInMonth(year, month);
};

const padded = (value: number, length: number): string => String(value).padStart(length, '0');

export const dayOf = (year: number, month: number, day: number): Day =>
  `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;

export const lastDayOf = (year: number, month: number): Day => dayOf(year, month, daysInMonth(year, month));

/** Days since 0001-01-01, so that two days can be subtracted. The day must exist. */
export const dayNumber = (day: Day): number => {
  const [year = 1, month = 1, date = 1] = day.split('-').map(Number);
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  let days = before * 365 + leapDays + date - 1;
  for (let earlier = 1; earlier < month; earlier++) days += daysInMonth(year, earlier);
  return days;
};

/** From `from` to `to`, signed: 2025-11-03 to 2026-06-02 is 211. */
export const daysBetween = (from: Day, to: Day): number => dayNumber(to) - dayNumber(from);

/** Never before 0001-01-01, the first day there is. */
export const addDays = (day: Day, days: number): Day => {
  let remaining = Math.max(0, dayNumber(day) + days);
  let year = Math.max(1, Math.floor(remaining / 366));
  while (dayNumber(dayOf(year + 1, 1, 1)) <= remaining) year += 1;
  remaining -= dayNumber(dayOf(year, 1, 1));
  let month = 1;
  while (remaining >= daysInMonth(year, month)) {
    remaining -= daysInMonth(year, month);
    month += 1;
  }
  return dayOf(year, month, remaining + 1);
};
