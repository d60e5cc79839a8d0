import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { daysBetween } from './calendar.ts';
import { compareUtc, Instant, instantInterval, isInstant } from './instant.ts';

const hour = 3_600_000_000_000;
const hoursOf = (instant: Instant): number => {
  const interval = instantInterval(instant);
  if (interval === undefined) throw new Error('no instant');
  const { earliest, latest } = interval;
  return daysBetween(earliest.day, latest.day) * 24 + (latest.nanoseconds - earliest.nanoseconds) / hour;
};

describe('an instant', () => {
  test.each(['2026-03-02T21:05:00Z', '2026-03-02T21:05:00.123456789+05:30', '2026-03-02T00:00:00-08:00'])(
    '%s is one point',
    (instant) => {
      expect(Instant.parse(instant)).toBe(instant);
      expect(hoursOf(instant)).toBe(0);
    },
  );

  test('without a zone it is an interval of 26 hours, never a guess', () => {
    const stamp: Instant = { local: '2026-06-02T01:21', zone: 'unknown' };
    expect(Instant.parse(stamp)).toEqual(stamp);
    expect(hoursOf(stamp)).toBe(26);
    expect(instantInterval(stamp)).toEqual({
      earliest: { day: '2026-06-01', nanoseconds: (11 * 60 + 21) * 60 * 1e9 },
      latest: { day: '2026-06-02', nanoseconds: (13 * 60 + 21) * 60 * 1e9 },
    });
  });

  test('is the same in lower case, as RFC 3339 has it', () => {
    const lower: Instant = '2026-03-02t21:05:00z';
    expect(Instant.parse(lower)).toBe(lower);
    expect(instantInterval(lower)).toEqual(instantInterval('2026-03-02T21:05:00Z'));
    expect(isInstant({ local: '2026-06-02t01:21', zone: 'unknown' })).toBe(true);
  });

  test('the same moment in two zones is the same', () => {
    const [a, b] = ['2026-03-02T01:00:00+02:00', '2026-03-01T23:00:00Z'].map((each) => instantInterval(each));
    expect(a).toEqual(b);
  });

  test('agrees with the platform on what comes first', () => {
    const stamps = fc
      .date({ min: new Date('0100-01-01'), max: new Date('9000-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString());
    fc.assert(
      fc.property(stamps, stamps, (a, b) => {
        const [one, two] = [instantInterval(a), instantInterval(b)];
        if (one === undefined || two === undefined) throw new Error('an ISO string is an instant');
        expect(Math.sign(compareUtc(one.earliest, two.earliest))).toBe(
          Math.sign(Date.parse(a) - Date.parse(b)),
        );
      }),
    );
  });

  test.each([
    '2026-03-02T21:05:00',
    '2026-02-30T21:05:00Z',
    '2026-03-02T25:00:00Z',
    '2026-03-02',
    { local: '2026-06-02T01:21' },
    { local: '2026-06-02T01:21Z', zone: 'unknown' },
    { local: '2026-06-02T01:21', zone: 'CET' },
    12,
  ])('%j is none', (value) => {
    expect(isInstant(value)).toBe(false);
    expect(Instant.safeParse(value).error?.issues).toMatchObject([{ params: { code: 'BAD_INSTANT' } }]);
  });
});
