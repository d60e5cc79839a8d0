import { Agent, request } from 'node:http';
import { adminKey } from './server.ts';

export type Outcome = { readonly status: number; readonly retryAfter: string | undefined };

export type Sender = {
  /** Rejects where the connection was cut: then the command may be recorded or not. */
  readonly send: (body: object, commandId?: string) => Promise<Outcome>;
  readonly close: () => void;
};

/** Posts JSON bodies over at most so many connections at once; each is kept for the next. */
export const openSender = (url: string, connectionsMax: number): Sender => {
  const agent = new Agent({ keepAlive: true, maxSockets: connectionsMax });
  return {
    send: (body, commandId) =>
      post(agent, url, JSON.stringify(body), commandId === undefined ? {} : { 'idempotency-key': commandId }),
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

const post = (
  agent: Agent,
  url: string,
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
    request(url, { agent, method: 'POST', headers }, (answer) => {
      answer.resume().once('end', () => {
        resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'] });
      });
    })
      .once('error', reject)
      .end(body);
  });
