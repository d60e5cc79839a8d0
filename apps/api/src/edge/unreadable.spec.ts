import { PassThrough } from 'node:stream';
import type { Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { answerUnreadable } from './unreadable.ts';

const answerTo = (code: string): string => {
  const socket = new PassThrough();
  answerUnreadable(Object.assign(new Error('parse error'), { code }), socket as unknown as Socket);
  return String(socket.read() ?? '');
};

test('a request that did not arrive in time is answered with 408, and says so', () => {
  expect(answerTo('ERR_HTTP_REQUEST_TIMEOUT')).toMatch(
    /^HTTP\/1\.1 408 Request Timeout\r\n[\s\S]*"code":"REQUEST_TIMEOUT"/,
  );
});

test('what cannot be read as a request is answered with 400', () => {
  expect(answerTo('HPE_INVALID_METHOD')).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*"code":"BAD_HEADER"/);
});

test('a client that has gone is answered nothing', () => {
  expect(answerTo('ECONNRESET')).toBe('');
});
