import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

/** `role`: the role the session acts as (`dealtrail_api`, `dealtrail_worker`); the login must be a member of it. */
export type ConnectSettings = {
  readonly url: string;
  readonly role?: string;
  readonly connectionsMax?: number;
  /** Shown in pg_stat_activity, so that an operator can tell who holds what. */
  readonly applicationName?: string;
  /** Instead of `lockWaitMsMax`. */
  readonly lockWaitMs?: number;
  /** Instead of `idleInTransactionMsMax`. */
  readonly idleInTransactionMs?: number;
  /** Instead of `answerMsMax`; 0: no bound, for a connection that copies more than can be foreseen. */
  readonly answerMs?: number;
  /** Instead of `connectMsMax`. */
  readonly connectMs?: number;
};

/** 10: a group commit keeps one busy per ledger; the rest serve reads. */
const connectionsMaxDefault = 10;

/** 10 s for a connection, new or lent by the pool: past that the caller hears that there is none. */
const connectMsMax = 10_000;

/** 10 s on a lock, then 55P03. Holders of the head row have it for milliseconds; an import of 100,000 events for seconds. */
const lockWaitMsMax = 10_000;

/**
 * 5 s between two statements of a transaction, then the server ends it: a process that stopped or fell off the network
 * in the middle of one holds the head row no longer. Shorter than the wait for a lock, so that others get their turn.
 */
const idleInTransactionMsMax = 5_000;

/**
 * 30 s for a statement's answer, measured here: a server that is frozen, or a network that swallows everything, cannot
 * time itself. The connection is given up, and whether the statement took effect is unknown. Longer than the wait for a
 * lock, which is told with certainty.
 */
const answerMsMax = 30_000;

/** 10 s of silence before an idle connection is probed (the system's default is two hours). */
const keepAliveAfterMs = 10_000;

/**
 * A pool whose rows read the same everywhere: int8 as a number (one that a double cannot hold throws), json and jsonb as
 * the text that is stored, timestamptz as RFC 3339 UTC with six digits. Nothing asked of it waits for ever. It outlives
 * the server: connections that were lost are replaced when asked for. End it with `pool.end()`.
 */
export const connect = (settings: ConnectSettings): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: settings.url,
    max: settings.connectionsMax ?? connectionsMaxDefault,
    application_name: settings.applicationName ?? 'dealtrail',
    options: sessionOptions(settings),
    types: types(),
    connectionTimeoutMillis: settings.connectMs ?? connectMsMax,
    query_timeout: settings.answerMs ?? answerMsMax,
    // Kept while idle: a new connection costs a login, and whoever remembers what the log held starts anew with it.
    idleTimeoutMillis: 0,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveAfterMs,
  });
  // One that is lost while it is lent out says so twice: to the statement that waits, and here. Unheard, the second
  // would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  // An idle connection that the server closed: the pool drops it and opens another when asked.
  pool.on('error', () => undefined);
  return pool;
};

/** Kysely over a pool of `connect`. The pool stays its owner's: ending it ends this too. */
export const kyselyOver = <Tables>(pool: pg.Pool): Kysely<Tables> =>
  new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });

const sessionOptions = ({
  role,
  lockWaitMs = lockWaitMsMax,
  idleInTransactionMs = idleInTransactionMsMax,
}: ConnectSettings): string =>
  [
    'TimeZone=UTC',
    'DateStyle=ISO',
    `lock_timeout=${String(lockWaitMs)}`,
    `idle_in_transaction_session_timeout=${String(idleInTransactionMs)}`,
    ...(role === undefined ? [] : [`role=${role}`]),
  ]
    .map((option) => `-c ${option}`)
    .join(' ');

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
