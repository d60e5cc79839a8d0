import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, dayNumber, daysBetween, isDay } from './calendar.ts';
import { intervalOf, isPartialDate, PartialDate, provablyAfter, provablyAfterDay } from './partial-date.ts';

const days = fc.integer({ min: 0, max: 3_000_000 }).map((number) => addDays('0001-01-01', number));
const periods = fc.oneof(
  days,
  days.map((day) => day.slice(0, 7)),
  days.map((day) => day.slice(0, 4)),
  fc
    .tuple(days, fc.integer({ min: 1, max: 4 }))
    .map(([day, quarter]) => `${day.slice(0, 4)}-Q${String(quarter)}`),
  fc.tuple(days, fc.integer({ min: 1, max: 2 })).map(([day, half]) => `${day.slice(0, 4)}-H${String(half)}`),
);
const dates = fc.oneof(
  periods,
  fc.constant('unknown'),
  periods.map((notBefore) => ({ notBefore })),
  periods.map((notAfter) => ({ notAfter })),
  fc.constant({ asStated: 'today' }),
);

describe('the calendar', () => {
  test('agrees with the platform on every day it is asked for', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -40_000, max: 40_000 }), (day, offset) => {
        fc.pre(dayNumber(day) + offset >= 0 && day < '8000');
        const platform = new Date(Date.parse(`${day}T00:00:00Z`) + offset * 86_400_000)
          .toISOString()
          .slice(0, 10);
        expect(addDays(day, offset)).toBe(platform);
        expect(daysBetween(day, platform)).toBe(offset);
      }),
    );
  });

  test.each([
    '2025-02-29',
    '2025-04-31',
    '2025-13-01',
    '2025-00-10',
    '2025-01-00',
    '0000-01-01',
    '1900-02-29',
    '25-1-1',
  ])('has no %s', (day) => {
    expect(isDay(day)).toBe(false);
  });

  test('has 29 February in 2024 and 2000', () => {
    expect([isDay('2024-02-29'), isDay('2000-02-29')]).toEqual([true, true]);
  });
});

describe('a partial date is an interval of days', () => {
  test.each([
    ['2025-11-03', '2025-11-03', '2025-11-03'],
    ['2025-11', '2025-11-01', '2025-11-30'],
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['2026-Q1', '2026-01-01', '2026-03-31'],
    ['2026-Q4', '2026-10-01', '2026-12-31'],
    ['2026-H1', '2026-01-01', '2026-06-30'],
    ['2026-H2', '2026-07-01', '2026-12-31'],
    ['2025', '2025-01-01', '2025-12-31'],
    ['unknown', null, null],
    [{ notAfter: '2026-06-02' }, null, '2026-06-02'],
    [{ notBefore: '2026-Q2' }, '2026-04-01', null],
    [{ notBefore: '2026-04', notAfter: '2026-06', asStated: 'spring' }, '2026-04-01', '2026-06-30'],
    [{ asStated: 'early 2027' }, '2027-01-01', '2027-04-30'],
    [{ asStated: 'Mid 2027' }, '2027-05-01', '2027-08-31'],
    [{ asStated: 'late 2027' }, '2027-09-01', '2027-12-31'],
    [{ notAfter: '2027-02', asStated: 'early 2027' }, null, '2027-02-28'],
    [{ asStated: 'today' }, null, null],
  ])('%j is %s to %s', (date, earliest, latest) => {
    expect(intervalOf(PartialDate.parse(date))).toEqual({ earliest, latest });
  });

  test.each([
    '2025-02-30',
    '2025-13',
    '2026-Q5',
    '2026-H3',
    '2026-q4',
    'early 2027',
    '03/11/2025',
    '2025-11-03T00:00:00Z',
    '',
    2025,
    null,
    {},
    { notAfter: '2026-02-30' },
    { notBefore: '2026-07', notAfter: '2026-06' },
    { until: '2027' },
    { asStated: '' },
    { asStated: 'x'.repeat(81) },
    ['2025'],
  ])('%j is none', (date) => {
    const issues = PartialDate.safeParse(date).error?.issues;
    expect(issues).toMatchObject([{ code: 'custom', params: { code: 'BAD_PARTIAL_DATE' }, path: [] }]);
  });

  test('a member that it does not have is named', () => {
    const issues = PartialDate.safeParse({ notBefore: '2026', until: '2027' }).error?.issues;
    expect(issues).toMatchObject([{ params: { code: 'UNKNOWN_FIELD' }, path: ['until'] }]);
  });

  test('its earliest day is never after its latest', () => {
    fc.assert(
      fc.property(dates, (date) => {
        expect(isPartialDate(date)).toBe(true);
        const { earliest, latest } = intervalOf(date);
        expect(earliest === null || latest === null || earliest <= latest).toBe(true);
      }),
    );
  });

  test('being provably later is a strict order, and nothing is provably later than the unknown', () => {
    fc.assert(
      fc.property(dates, dates, dates, (a, b, c) => {
        expect(provablyAfter(a, a)).toBe(false);
        expect(provablyAfter(a, b) && provablyAfter(b, a)).toBe(false);
        if (provablyAfter(a, b) && provablyAfter(b, c)) expect(provablyAfter(a, c)).toBe(true);
        expect(provablyAfter(a, 'unknown') || provablyAfter('unknown', a)).toBe(false);
      }),
    );
  });

  test('is in the future only when its earliest day is', () => {
    expect(provablyAfterDay('2026-11', '2026-11-22')).toBe(false);
    expect(provablyAfterDay('2026-12', '2026-11-22')).toBe(true);
    expect(provablyAfterDay({ notAfter: '2030' }, '2026-11-22')).toBe(false);
  });
});
