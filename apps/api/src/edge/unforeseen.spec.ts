import { describe, expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { LogOverloaded } from '@dealtrail/ledger/group-commit';
import { LogUnavailable } from '@dealtrail/ledger/log-unavailable';
import { unforeseen } from './unforeseen.ts';

Logger.overrideLogger(false);

describe('a failure that nobody refused on purpose', () => {
  test.each([
    ['a full queue', new LogOverloaded('10000 appends wait')],
    ['a log that surely wrote nothing', new LogUnavailable('no', new Error('no connection'))],
    ['a log that may have written', new LogUnavailable('unknown', new Error('cut'))],
    ['a connection refused', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    ['a server that shuts down', Object.assign(new Error('bye'), { code: '57P01' })],
  ])('%s is 503 and may be sent again', (_, error) => {
    expect(unforeseen(error)).toMatchObject({ status: 503, code: 'OVERLOADED' });
  });

  test('where the command may be recorded, the answer says how it is sent again safely', () => {
    expect(unforeseen(new LogUnavailable('unknown', new Error('cut'))).detail).toContain('Idempotency-Key');
    expect(unforeseen(new LogUnavailable('no', new Error('cut'))).detail).not.toContain('Idempotency-Key');
  });

  test('a client that went in the middle of its request is not blamed on the database', () => {
    const cut = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    expect(unforeseen(cut)).toMatchObject({ status: 408, code: 'REQUEST_TIMEOUT' });
  });

  test('anything else is 500 with a number to quote and nothing of the error', () => {
    const told = unforeseen(new Error('select secret from somewhere'));
    expect(told).toMatchObject({ status: 500, code: 'INTERNAL' });
    expect(told.detail).not.toContain('secret');
  });
});
