import { microsOf } from '@dealtrail/ledger/instant';
import { z } from 'zod';

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})$/;

const message = 'takes an instant such as 2026-03-02T21:05:00Z (write + as %2B), or position:<n>';

/**
 * An RFC 3339 instant with its offset, as the log understands it. Digits after the sixth are cut, not rounded: the log
 * counts microseconds, and "at or before" must not move forward. Never a JavaScript Date.
 */
export const instant: z.ZodType<string, string> = z.string().transform((text, context): string => {
  const parts = rfc3339.exec(text);
  const written = parts === null ? '' : asLogged(parts);
  if (parts === null || !isInCalendar(parts) || !isInRange(written)) {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
  return written;
});

const asLogged = ([, year, month, day, hour, minute, second, fraction, offset]: RegExpExecArray): string => {
  const micros = (fraction ?? '').slice(0, 6).padEnd(6, '0');
  return `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}.${micros}${(offset ?? '').toUpperCase()}`;
};

/** The log counts the years 0001 to 9999 in UTC; an offset can lead out of them. */
const isInRange = (written: string): boolean => {
  try {
    microsOf(written);
    return true;
  } catch {
    return false;
  }
};

const isInCalendar = ([, year, month, day, hour, minute, second, , offset]: RegExpExecArray): boolean => {
  const [offsetHour = 0, offsetMinute = 0] = /\d/.test(offset ?? '')
    ? (offset ?? '').slice(1).split(':').map(Number)
    : [];
  return (
    year !== '0000' &&
    z.iso.date().safeParse(`${year ?? ''}-${month ?? ''}-${day ?? ''}`).success &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60 &&
    offsetHour < 24 &&
    offsetMinute < 60
  );
};
