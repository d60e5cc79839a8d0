import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { adminKey } from '../support/server.ts';

export type Answer = { readonly status: number; readonly retryAfterSeconds: number | undefined };

/**
 * One who posts commands over a connection of his own, which he keeps while the server does. In as few steps as HTTP
 * allows: ten thousand of them share a process, and what they take is taken from the server that they call.
 */
export type Caller = {
  /** One at a time. Undefined: cut, or silent for too long; the command may be recorded or not. */
  readonly post: (path: string, body: string, commandId: string) => Promise<Answer | undefined>;
  readonly close: () => void;
};

/** Longer than a server may take for an answer. */
const silenceMsMax = 60_000;

const headEnd = '\r\n\r\n';

export const openCaller = (url: string): Caller => {
  const { hostname, port } = new URL(url);
  let socket: Socket | undefined;
  let settle: ((answer: Answer | undefined) => void) | undefined;
  let read = '';
  const settled = (answer?: Answer): void => {
    read = '';
    const tell = settle;
    settle = undefined;
    tell?.(answer);
  };
  const connected = (): Socket => {
    const fresh = connect({ host: hostname, port: Number(port), noDelay: true });
    const gone = (): void => {
      if (socket !== fresh) return;
      socket = undefined;
      settled();
    };
    fresh.setEncoding('latin1').setTimeout(silenceMsMax, () => fresh.destroy());
    fresh.on('error', () => undefined).on('close', gone);
    fresh.on('data', (chunk: string) => {
      read += chunk;
      const answer = answerIn(read);
      if (answer === undefined) return;
      if (answer.isLast) {
        socket = undefined;
        fresh.destroy();
      }
      settled(answer);
    });
    return fresh;
  };
  return {
    post: (path, body, commandId) =>
      new Promise((resolve) => {
        settle = resolve;
        socket ??= connected();
        socket.write(
          `POST ${path} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${adminKey}\r\n` +
            `Idempotency-Key: ${commandId}\r\nContent-Type: application/json\r\n` +
            `Content-Length: ${String(Buffer.byteLength(body))}${headEnd}${body}`,
        );
      }),
    close: () => socket?.destroy(),
  };
};

/** Undefined until it is whole. */
const answerIn = (read: string): (Answer & { readonly isLast: boolean }) | undefined => {
  const end = read.indexOf(headEnd);
  if (end < 0) return undefined;
  const head = read.slice(0, end).toLowerCase();
  const header = (name: string): string | undefined => {
    const at = head.indexOf(`\r\n${name}: `);
    return at < 0 ? undefined : head.slice(at + name.length + 4).split('\r\n', 1)[0];
  };
  if (read.length < end + headEnd.length + Number(header('content-length'))) return undefined;
  const retryAfter = header('retry-after');
  return {
    status: Number(head.slice('http/1.1 '.length, 'http/1.1 200'.length)),
    retryAfterSeconds: retryAfter === undefined ? undefined : Number(retryAfter),
    isLast: header('connection') === 'close',
  };
};
