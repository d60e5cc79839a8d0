import type { Pool } from 'pg';
import { appendsChannel, progressChannel } from './announcer.ts';
import type { Channel } from './announcer.ts';
import { openLatch } from './latch.ts';
import type { Latch } from './latch.ts';

/** Undefined: the connection was lost and is back, so anything may have been missed. */
type OnNews = (ledgerId: string | undefined) => void;

export type Notifications = {
  /** Gives the function that ends the subscription. */
  readonly subscribe: (onNews: OnNews) => () => void;
  readonly close: () => Promise<void>;
};

/** How soon a lost connection is tried again. Polling goes on meanwhile. */
const reconnectAfterMs = 200;
/** How often the loop looks around when nothing happens. */
const idleMs = 60_000;

/**
 * Listens for appends of every process on one connection of the pool, which it keeps, and connects again when that is
 * lost. A notification only makes delivery prompt: whoever subscribes also polls.
 */
export const listenForAppends = (pool: Pool): Promise<Notifications> => listenOn(pool, appendsChannel);

/** The same for views that have come further. */
export const listenForProgress = (pool: Pool): Promise<Notifications> => listenOn(pool, progressChannel);

const listenOn = async (pool: Pool, channel: Channel): Promise<Notifications> => {
  const subscribers = new Set<OnNews>();
  const tell: OnNews = (ledgerId) => {
    for (const subscriber of subscribers) subscriber(ledgerId);
  };
  const latch = openLatch();
  let isClosed = false;
  let connection: Connection | undefined = await listen(pool, channel, tell, latch);

  const keepListening = async (): Promise<void> => {
    for (;;) {
      await latch.wait(connection === undefined ? reconnectAfterMs : idleMs);
      if (isClosed) break;
      if (connection?.isLost() === false) continue;
      connection = await listen(pool, channel, tell, latch).catch(() => undefined);
      if (connection !== undefined) tell(undefined);
    }
    connection?.end();
  };

  const kept = keepListening();
  return {
    subscribe: (onNews) => {
      subscribers.add(onNews);
      return () => {
        subscribers.delete(onNews);
      };
    },
    close: async () => {
      isClosed = true;
      latch.set();
      await kept;
    },
  };
};

type Connection = { readonly isLost: () => boolean; readonly end: () => void };

const listen = async (pool: Pool, channel: Channel, tell: OnNews, onLoss: Latch): Promise<Connection> => {
  const client = await pool.connect();
  let isLost = false;
  const lose = (error?: Error): void => {
    if (isLost) return;
    isLost = true;
    // Truthy: the pool drops the connection instead of lending it out with a LISTEN on it.
    client.release(error ?? true);
    onLoss.set();
  };
  client.on('error', lose);
  client.on('end', () => {
    lose();
  });
  client.on('notification', ({ payload }) => {
    tell(payload);
  });
  try {
    await client.query(`listen ${channel}`);
  } catch (error) {
    lose();
    throw error;
  }
  return { isLost: () => isLost, end: lose };
};
