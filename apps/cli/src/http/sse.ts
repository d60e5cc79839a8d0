import { createParser } from 'eventsource-parser';
import { Failure } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { widthOfTerminal } from '../io.ts';
import type { Query } from './client.ts';
import { problemOf, unreachable, urlOf } from './client.ts';
import type { Target } from './target.ts';

export type Message = { readonly id: string | undefined; readonly event: string; readonly data: string };

export type Feed = {
  readonly path: string;
  readonly query: Query;
  /** Told in words when the connection is lost and when it is there again. */
  readonly note: (text: string) => void;
};

/** As many as the server gives on a page: what cut the feed may be anywhere among them. */
const pageEventsMax = 1_000;

const waitMsFirst = 500;
const waitMsMax = 15_000;
/** The server sends heartbeats far more often; silence for so long is a connection that died without saying so. */
const silenceMsMax = 60_000;

const connect = (io: Io, target: Target, feed: Feed, lastId: string | undefined, signal: AbortSignal) =>
  io.fetch(urlOf(target, feed), {
    headers: {
      accept: 'text/event-stream',
      ...(target.key === undefined ? {} : { authorization: `Bearer ${target.key}` }),
      ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
    },
    signal,
  });

/** Messages of one connection, until it ends. A heartbeat comes as undefined: the connection lives. */
async function* messagesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Message | undefined, void, void> {
  const waiting: Message[] = [];
  const parser = createParser({
    onEvent: ({ id, event, data }) => waiting.push({ id, event: event ?? 'message', data }),
  });
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* waiting.splice(0);
    yield undefined;
  }
}

/** Ends a connection that has been silent for too long. */
const watchdog = () => {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      controller.abort(new Error('no sign of life'));
    }, silenceMsMax);
  };
  alive();
  const stop = () => {
    clearTimeout(timer);
    controller.abort();
  };
  return { signal: controller.signal, alive, stop };
};

const refused = (response: Response): boolean =>
  response.status >= 400 && response.status < 500 && response.status !== 429;

/** A feed that was cut before it told anything: what stands in its way is said where it is asked for without a stream. */
const sayWhy = async (io: Io, target: Target, feed: Feed, lastId: string | undefined): Promise<void> => {
  const query = {
    ...feed.query,
    live: 'false',
    limit: pageEventsMax,
    ...(lastId === undefined ? {} : { offset: lastId }),
  };
  const signal = AbortSignal.timeout(silenceMsMax);
  const response = await connect(io, target, { ...feed, query }, undefined, signal).catch(() => undefined);
  const problem = response?.ok !== false ? undefined : await problemOf(response, widthOfTerminal(io));
  if (response?.bodyUsed === false) await response.body?.cancel();
  if (problem?.lines.some((line) => line.includes('NEWER_EVENT')) === true) throw problem;
};

/**
 * A feed that goes on: after a lost connection it asks again from the last id it handed out, waiting longer each time
 * in vain. It ends only when the caller stops, or the server refuses for good. The first connection must succeed.
 */
export async function* follow(io: Io, target: Target, feed: Feed): AsyncGenerator<Message, void, void> {
  let lastId: string | undefined;
  let wait = waitMsFirst;
  for (let connections = 0; ;) {
    const dog = watchdog();
    let isTold = false;
    try {
      const response = await connect(io, target, feed, lastId, dog.signal);
      if (!response.ok && (refused(response) || connections === 0))
        throw await problemOf(response, widthOfTerminal(io));
      if (response.ok && response.body !== null) {
        if (connections > 0) feed.note('Connected again.');
        connections += 1;
        for await (const message of messagesOf(response.body)) {
          dog.alive();
          if (message === undefined) continue;
          // Set before handing out: a consumer that stops here has seen it.
          if (message.id !== undefined) lastId = message.id;
          isTold = true;
          wait = waitMsFirst;
          yield message;
        }
      }
    } catch (error) {
      if (error instanceof Failure) throw error;
      if (connections === 0) throw unreachable(target, error);
    } finally {
      dog.stop();
    }
    if (!isTold) await sayWhy(io, target, feed, lastId);
    feed.note(`Connection lost; asking again in ${String(wait / 1_000)} s.`);
    await io.sleep(wait);
    wait = Math.min(waitMsMax, wait * 2);
  }
}
