import { addDays, isDay } from './calendar.ts';
import type { Day } from './calendar.ts';
import { coded } from './coded.ts';

/** RFC 3339 with offset, or a wall clock time whose zone nobody gave. */
export type Instant = string | { readonly local: string; readonly zone: 'unknown' };

/** RFC 3339 writes T and Z in either case. */
const instantRegex = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})$/;
const localRegex = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/;

/** Local time zones run from UTC-12 to UTC+14: 26 hours in which a wall clock time without a zone may lie. */
const zoneHoursEast = 14;
const zoneHoursWest = 12;

/** UTC, as a day and nanoseconds of that day; text of the two in this order is time order. */
type Utc = { readonly day: string; readonly nanoseconds: number };

const nanosecondsPerSecond = 1_000_000_000;
const secondsPerDay = 86_400;

const isClock = (hour: string, minute: string, second: string): boolean =>
  Number(hour) <= 23 && Number(minute) <= 59 && Number(second) <= 60;

/** Seconds from local midnight, shifted west by `offsetSeconds`, may fall on the day before or after. */
const utcOf = (day: string, seconds: number, fraction: string | undefined, offsetSeconds: number): Utc => {
  const shifted = seconds - offsetSeconds;
  const days = Math.floor(shifted / secondsPerDay);
  const nanoseconds = Number((fraction ?? '').padEnd(9, '0'));
  return {
    day: addDays(day, days),
    nanoseconds: (shifted - days * secondsPerDay) * nanosecondsPerSecond + nanoseconds,
  };
};

const secondsOf = (hour: string, minute: string, second: string): number =>
  Number(hour) * 3600 + Number(minute) * 60 + Number(second);

const offsetRegex = /^([+-])(\d{2}):(\d{2})$/;
const offsetOf = (offset: string): number | undefined => {
  if (offset.toUpperCase() === 'Z') return 0;
  const [, sign, hour = '', minute = ''] = offsetRegex.exec(offset) ?? [];
  if (!isClock(hour, minute, '0')) return undefined;
  return (sign === '-' ? -1 : 1) * secondsOf(hour, minute, '0');
};

/** Where on the UTC line the instant lies: one point, or 26 hours when the zone is unknown. */
export type InstantInterval = { readonly earliest: Utc; readonly latest: Utc };

const intervalOfOffset = (value: string): InstantInterval | undefined => {
  const [, day, hour = '', minute = '', second = '', fraction, zone = ''] = instantRegex.exec(value) ?? [];
  const offset = offsetOf(zone);
  if (!isDay(day) || !isClock(hour, minute, second) || offset === undefined) return undefined;
  const utc = utcOf(day, secondsOf(hour, minute, second), fraction, offset);
  return { earliest: utc, latest: utc };
};

const intervalOfLocal = (value: string): InstantInterval | undefined => {
  const [, day, hour = '', minute = '', second = '0', fraction] = localRegex.exec(value) ?? [];
  if (!isDay(day) || !isClock(hour, minute, second)) return undefined;
  const seconds = secondsOf(hour, minute, second);
  return {
    earliest: utcOf(day, seconds, fraction, zoneHoursEast * 3600),
    latest: utcOf(day, seconds, fraction, -zoneHoursWest * 3600),
  };
};

const unzonedKeys: readonly string[] = ['local', 'zone'];

const isUnzoned = (value: unknown): value is { local: string; zone: 'unknown' } => {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 2) return false;
  const { local, zone } = value as Record<string, unknown>;
  return zone === 'unknown' && typeof local === 'string' && intervalOfLocal(local) !== undefined;
};

export const isInstant = (value: unknown): value is Instant =>
  typeof value === 'string' ? intervalOfOffset(value) !== undefined : isUnzoned(value);

/** Undefined for what is no instant; every parsed Instant has one. */
export const instantInterval = (instant: Instant): InstantInterval | undefined =>
  typeof instant === 'string' ? intervalOfOffset(instant) : intervalOfLocal(instant.local);

/** The day it is at the earliest the instant may be, where days begin first (UTC+14). Undefined for what is no instant. */
export const dayWhereFirst = (instant: Instant): Day | undefined => {
  const at = instantInterval(instant)?.earliest;
  if (at === undefined) return undefined;
  const seconds = Math.floor(at.nanoseconds / nanosecondsPerSecond) + zoneHoursEast * 3600;
  return addDays(at.day, Math.floor(seconds / secondsPerDay));
};

/** Negative when `a` is before `b`, 0 when they are the same nanosecond. */
export const compareUtc = (a: Utc, b: Utc): number =>
  a.day === b.day ? a.nanoseconds - b.nanoseconds : a.day < b.day ? -1 : 1;

export const Instant = coded<Instant>(
  'BAD_INSTANT',
  'must be RFC 3339 with offset, such as "2026-03-02T21:05:00Z", or {"local": "2026-06-02T01:21", "zone": "unknown"}',
  isInstant,
  {
    anyOf: [
      { type: 'string', format: 'date-time' },
      {
        type: 'object',
        properties: { local: { type: 'string', pattern: localRegex.source }, zone: { const: 'unknown' } },
        required: ['local', 'zone'],
        additionalProperties: false,
      },
    ],
  },
  unzonedKeys,
);
