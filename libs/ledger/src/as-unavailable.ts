import { isNativeError } from 'node:util/types';
import pg from 'pg';
import { LogUnavailable } from './log-unavailable.ts';
import { isPassing, isRefusedAtTheDoor } from './sql-states.ts';

/** A LogUnavailable where the failure may pass by itself; anything else (a bad value, a bug) as it came. */
export const asUnavailable = (error: unknown): unknown => {
  // Not by instanceof: the system's errors may come from another realm than ours.
  if (!isNativeError(error)) return error;
  const written = error instanceof pg.DatabaseError ? writtenDespite(error) : writtenThrough(error);
  return written === undefined ? error : new LogUnavailable(written, error);
};

/** The promise's value; what it fails with goes through `asUnavailable`. */
export const orUnavailable = async <Value>(asked: Promise<Value>): Promise<Value> => {
  try {
    return await asked;
  } catch (error) {
    throw asUnavailable(error);
  }
};

type Written = LogUnavailable['written'] | undefined;

/**
 * The server said why. An ERROR ends the statement and rolls it back. FATAL and PANIC end the connection, and may come
 * between the commit and its answer; a server that speaks another language than English only makes us less sure.
 */
const writtenDespite = (error: pg.DatabaseError): Written => {
  // Of whatever reason: the whole server starts anew.
  if (error.severity === 'PANIC') return 'unknown';
  if (!isPassing(error)) return undefined;
  return error.severity === 'ERROR' || isRefusedAtTheDoor(error) ? 'no' : 'unknown';
};

/** No answer of the server. What failed before anything was sent has changed nothing. */
const writtenThrough = (error: Error): Written => {
  const call = 'syscall' in error ? error.syscall : undefined;
  if (typeof call === 'string') {
    if (callsToGetThere.includes(call)) return 'no';
    return callsOnTheWay.includes(call) ? 'unknown' : undefined;
  }
  // Several addresses of one host, none of which answered.
  if ('errors' in error && Array.isArray(error.errors)) return writtenAfterAll(error.errors);
  if (neverSent.some((words) => error.message.startsWith(words))) return 'no';
  return lostOnTheWay.some((words) => error.message.startsWith(words)) ? 'unknown' : undefined;
};

const writtenAfterAll = (errors: readonly unknown[]): Written =>
  errors.length > 0 && errors.every((error) => isNativeError(error) && writtenThrough(error) === 'no')
    ? 'no'
    : undefined;

const callsToGetThere: readonly string[] = ['connect', 'getaddrinfo'];
const callsOnTheWay: readonly string[] = ['read', 'write', 'shutdown'];

/** In the words of pg and its pool, which give no code. The specs meet each of them for real (tests/crash). */
const neverSent: readonly string[] = [
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Connection terminated due to connection timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
];
const lostOnTheWay: readonly string[] = ['Connection terminated', 'Query read timeout'];
