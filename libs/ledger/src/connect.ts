import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

/** `role`: the role the session acts as (`dealtrail_api`, `dealtrail_worker`); the login must be a member of it. */
export type ConnectSettings = {
  readonly url: string;
  readonly role?: string;
  readonly connectionsMax?: number;
  /** Shown in pg_stat_activity, so that an operator can tell who holds what. */
  readonly applicationName?: string;
};

/** 10: a group commit keeps one busy per ledger; the rest serve reads. */
const connectionsMaxDefault = 10;

/**
 * A pool whose rows read the same everywhere: int8 as a number (one that a double cannot hold throws), json and jsonb as
 * the text that is stored, timestamptz as RFC 3339 UTC with six digits. End it with `pool.end()`.
 */
export const connect = (settings: ConnectSettings): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: settings.url,
    max: settings.connectionsMax ?? connectionsMaxDefault,
    application_name: settings.applicationName ?? 'dealtrail',
    options: sessionOptions(settings.role),
    types: types(),
    keepAlive: true,
  });
  // An idle connection that the server closed: the pool drops it and opens another when asked.
  pool.on('error', () => undefined);
  return pool;
};

/** Kysely over a pool of `connect`. The pool stays its owner's: ending it ends this too. */
export const kyselyOver = <Tables>(pool: pg.Pool): Kysely<Tables> =>
  new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });

const sessionOptions = (role: string | undefined): string =>
  ['-c TimeZone=UTC', '-c DateStyle=ISO', ...(role === undefined ? [] : [`-c role=${role}`])].join(' ');

const types = (): pg.TypeOverrides => {
  const { INT8, JSON, JSONB, TIMESTAMPTZ } = pg.types.builtins;
  const overrides = new pg.TypeOverrides();
  overrides.setTypeParser(INT8, safeInteger);
  overrides.setTypeParser(JSON, asStored);
  overrides.setTypeParser(JSONB, asStored);
  overrides.setTypeParser(TIMESTAMPTZ, rfc3339);
  return overrides;
};

const asStored = (text: string): string => text;

const safeInteger = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a JavaScript number`);
  return value;
};

const isoUtc = /^(\d{4,})-(\d\d)-(\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/;

/** From PostgreSQL's ISO output in UTC, which drops trailing zeros. Exported for its spec. */
export const rfc3339 = (text: string): string =>
  isWhole(text) ? `${text.slice(0, 10)}T${text.slice(11, 26)}Z` : padded(text);

/** Nine of ten have all six digits and a year of four: read without looking at each character. */
const isWhole = (text: string): boolean =>
  text.length === '2026-03-02 21:05:00.123456+00'.length && text.endsWith('+00') && text[10] === ' ';

const padded = (text: string): string => {
  const [, year, month, day, time, fraction] = isoUtc.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined || time === undefined) {
    throw new RangeError(`not a time in UTC: ${text}`);
  }
  return `${year}-${month}-${day}T${time}.${(fraction ?? '').padEnd(6, '0')}Z`;
};
