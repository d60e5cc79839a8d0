import { Agent, request } from 'node:http';
import { adminKey } from './server.ts';

export type Outcome = { readonly status: number; readonly retryAfter: string | undefined };

export type Sender = {
  /** Rejects where the connection was cut or stayed silent: then the command may be recorded or not. */
  readonly send: (body: object, commandId?: string) => Promise<Outcome>;
  readonly close: () => void;
};

/**
 * A connection that the server's system dropped between handshake and accept looks open from here for minutes, and says
 * nothing. Longer than the server may take to answer, shorter than anybody waits.
 */
const silenceMsMax = 60_000;

/**
 * Posts JSON bodies over at most so many connections at once; each is kept for the next. All of them: an agent keeps 256
 * unless it is told otherwise, and connects anew for the rest.
 */
export const openSender = (url: string, connectionsMax: number, silenceMs = silenceMsMax): Sender => {
  const agent = new Agent({
    ...{ keepAlive: true, maxSockets: connectionsMax, maxFreeSockets: connectionsMax },
  });
  return {
    send: (body, commandId) => {
      const more: Readonly<Record<string, string>> =
        commandId === undefined ? {} : { 'idempotency-key': commandId };
      return post({ agent, url, silenceMs }, JSON.stringify(body), more);
    },
    close: () => {
      agent.destroy();
    },
  };
};

export type Flood = {
  readonly outcomes: readonly Promise<Outcome>[];
  /** Answers by status, so far. */
  readonly seen: ReadonlyMap<number, number>;
  readonly close: () => void;
};

/** All of the bodies, as fast as so many connections take them. */
export const flood = (url: string, bodies: readonly object[], connectionsMax: number): Flood => {
  const { send, close } = openSender(url, connectionsMax);
  const seen = new Map<number, number>();
  const outcomes = bodies.map(async (body) => {
    const outcome = await send(body);
    seen.set(outcome.status, (seen.get(outcome.status) ?? 0) + 1);
    return outcome;
  });
  return { outcomes, seen, close };
};

type Way = { readonly agent: Agent; readonly url: string; readonly silenceMs: number };

const post = (
  { agent, url, silenceMs }: Way,
  body: string,
  more: Readonly<Record<string, string>>,
): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const headers = {
      ...more,
      authorization: `Bearer ${adminKey}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const asked = request(url, { agent, method: 'POST', headers }, (answer) => {
      answer.resume().once('end', () => {
        resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'] });
      });
    });
    const patience = setTimeout(() => {
      asked.destroy(new Error(`no answer in ${String(silenceMs)} ms`));
    }, silenceMs);
    asked.once('error', reject).once('close', () => {
      clearTimeout(patience);
      // After an answer it changes nothing. Without one it was cut in the middle: such an answer has no end.
      reject(new Error('the connection was closed before the answer was whole'));
    });
    asked.end(body);
  });
