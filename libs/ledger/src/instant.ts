const shape = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;
const microsPerMilli = 1_000n;

/**
 * Microseconds since 1970 of an RFC 3339 instant with offset; digits past the sixth are cut, so that "at or before" stays
 * true. Throws a RangeError for anything else and for years outside 0001 to 9999 (UTC).
 */
export const microsOf = (instant: string): bigint => {
  const [, date, time, fraction = '', offset] = shape.exec(instant) ?? [];
  const millis =
    date === undefined || time === undefined || offset === undefined
      ? Number.NaN
      : Date.parse(`${date}T${time}${offset}`);
  if (Number.isNaN(millis) || !isDay(date)) {
    throw new RangeError(
      `instant ${JSON.stringify(instant)}: give RFC 3339 with an offset, 2026-03-02T21:05:00Z`,
    );
  }
  const micros = BigInt(millis) * microsPerMilli + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
  if (micros < first || micros > last)
    throw new RangeError(`instant ${instant}: give a year from 0001 to 9999 (UTC)`);
  return micros;
};

/** RFC 3339 UTC with six digits, as every time in the log is written. */
export const instantOf = (micros: bigint): string => {
  const sub = ((micros % microsPerMilli) + microsPerMilli) % microsPerMilli;
  const millis = new Date(Number((micros - sub) / microsPerMilli)).toISOString();
  return `${millis.slice(0, -1)}${String(sub).padStart(3, '0')}Z`;
};

/** Date.parse lets 30 February pass as 2 March. */
const isDay = (date: string | undefined): boolean =>
  date !== undefined && new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);

const first = BigInt(Date.parse('0001-01-01T00:00:00Z')) * microsPerMilli;
const last = BigInt(Date.parse('9999-12-31T23:59:59.999Z')) * microsPerMilli + 999n;

const subSecond = /\.(\d{6})Z$/;

/** Times that follow an instant (RFC 3339 UTC with six digits) by so many microseconds each. */
export const timesFrom = (start: string): ((micros: number) => string) => {
  const [tail = '', digits = ''] = subSecond.exec(start) ?? [];
  const second = start.slice(0, start.length - tail.length);
  const sub = Number(digits);
  return (micros) =>
    tail !== '' && sub + micros < 1_000_000
      ? `${second}.${String(sub + micros).padStart(6, '0')}Z`
      : instantOf(microsOf(start) + BigInt(micros));
};
