import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { problem } from './problem.ts';

/**
 * What never became a request (a garbled request line, headers too large, no Host, too slow to arrive) is answered in the same form as
 * everything else, by hand: no route, hook or filter has seen it. The connection cannot be used any further.
 */
export const answerUnreadable = (error: Error & { readonly code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const what =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? problem('REQUEST_TIMEOUT', 'the request did not arrive whole in time')
      : problem('BAD_HEADER', 'the request line or a header cannot be read, or the headers are too large');
  const body = JSON.stringify({ ...what, instance: '' });
  socket.end(
    [
      `HTTP/1.1 ${String(what.status)} ${STATUS_CODES[what.status] ?? ''}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${String(Buffer.byteLength(body))}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
};
