import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { asUnavailable, orUnavailable } from './as-unavailable.ts';
import { LogUnavailable } from './log-unavailable.ts';

const fromServer = (code: string, severity = 'ERROR'): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError('said the server', 0, 'error'), { code, severity });
const fromSystem = (syscall: string, code: string): Error =>
  Object.assign(new Error(`${syscall} ${code}`), { syscall, code });

/** What a caller is told of an append; undefined: the failure is no passing one. */
const writtenOf = (error: unknown): 'no' | 'unknown' | undefined => {
  const heard = asUnavailable(error);
  if (heard instanceof LogUnavailable) return heard.written;
  expect(heard).toBe(error);
  return undefined;
};

describe('What the server says', () => {
  test.each([
    ['40001', 'serialization failure'],
    ['40P01', 'deadlock'],
    ['53100', 'disk full'],
    ['53200', 'out of memory'],
    ['55P03', 'a lock not had in time'],
    ['57014', 'statement cancelled or timed out'],
    ['58030', 'I/O error'],
    ['25006', 'a standby that is no primary'],
  ])('as an ERROR %s (%s) undid the statement', (code) => {
    expect(writtenOf(fromServer(code))).toBe('no');
  });

  test.each([
    ['57P01', 'FATAL', 'shut down or terminated'],
    ['57P02', 'WARNING', 'another backend crashed'],
    ['25P03', 'FATAL', 'idle in a transaction'],
    ['08006', 'FATAL', 'connection failure'],
    ['53100', 'PANIC', 'disk full while writing the WAL'],
    ['XX000', 'PANIC', 'the server goes down, of whatever reason'],
    ['53100', 'FEHLER', 'in another language'],
  ])('when it ends the connection, %s %s (%s), leaves it open what was written', (code, severity) => {
    expect(writtenOf(fromServer(code, severity))).toBe('unknown');
  });

  test.each([
    ['57P03', 'starting up or shutting down'],
    ['53300', 'too many connections'],
  ])('at the door, %s (%s), lets nothing in', (code) => {
    expect(writtenOf(fromServer(code, 'FATAL'))).toBe('no');
  });

  test.each([
    ['22P02', 'a bad value'],
    ['23505', 'a duplicate'],
    ['54001', 'too complex'],
    ['42P01', 'no such table'],
    ['42501', 'no permission'],
    ['28P01', 'a wrong password'],
    ['3D000', 'no such database'],
    ['P0002', 'no such ledger'],
    ['XX000', 'a bug of the server'],
  ])('of what stays wrong, %s (%s), comes as it is', (code) => {
    expect(writtenOf(fromServer(code))).toBeUndefined();
  });
});

describe('What comes instead of an answer', () => {
  test.each([
    ['connect', 'ECONNREFUSED'],
    ['connect', 'ETIMEDOUT'],
    ['connect', 'EHOSTUNREACH'],
    ['getaddrinfo', 'ENOTFOUND'],
    ['getaddrinfo', 'EAI_AGAIN'],
  ])('before anything was sent, %s %s, means that nothing was written', (syscall, code) => {
    expect(writtenOf(fromSystem(syscall, code))).toBe('no');
  });

  test.each([
    ['read', 'ECONNRESET'],
    ['read', 'ETIMEDOUT'],
    ['write', 'EPIPE'],
  ])('on the way, %s %s, may hide either', (syscall, code) => {
    expect(writtenOf(fromSystem(syscall, code))).toBe('unknown');
  });

  test('no address of a host answering means that nothing was written', () => {
    const refused = fromSystem('connect', 'ECONNREFUSED');
    expect(writtenOf(new AggregateError([refused, refused]))).toBe('no');
    expect(writtenOf(new AggregateError([refused, new Error('a bug')]))).toBeUndefined();
  });

  test('a bug stays a bug, and what is no error stays what it is', () => {
    expect(writtenOf(new TypeError('undefined is not a function'))).toBeUndefined();
    expect(writtenOf(fromSystem('open', 'ENOENT'))).toBeUndefined();
    expect(writtenOf('a text')).toBeUndefined();
  });
});

test('the failure that was met is the cause, and its words are kept', async () => {
  const cause = fromServer('53100');
  const asked = orUnavailable(Promise.reject(cause));
  await expect(asked).rejects.toMatchObject({ cause, message: 'the log is unavailable: said the server' });
  expect(await orUnavailable(Promise.resolve(7))).toBe(7);
});
