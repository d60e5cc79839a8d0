import type { Pool } from 'pg';
import { appendsChannel } from './announcer.ts';
import { openLatch } from './latch.ts';
import type { Latch } from './latch.ts';

/** Undefined: the connection was lost and is back, so anything may have been missed. */
type OnAppend = (ledgerId: string | undefined) => void;

export type Notifications = {
  /** Gives the function that ends the subscription. */
  readonly subscribe: (onAppend: OnAppend) => () => void;
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
export const listenForAppends = async (pool: Pool): Promise<Notifications> => {
  const subscribers = new Set<OnAppend>();
  const tell: OnAppend = (ledgerId) => {
    for (const subscriber of subscribers) subscriber(ledgerId);
  };
  const latch = openLatch();
  let isClosed = false;
  let connection: Connection | undefined = await listen(pool, tell, latch);

  const keepListening = async (): Promise<void> => {
    for (;;) {
      await latch.wait(connection === undefined ? reconnectAfterMs : idleMs);
      if (isClosed) break;
      if (connection?.isLost() === false) continue;
      connection = await listen(pool, tell, latch).catch(() => undefined);
      if (connection !== undefined) tell(undefined);
    }
    connection?.end();
  };

  const kept = keepListening();
  return {
    subscribe: (onAppend) => {
      subscribers.add(onAppend);
      return () => {
        subscribers.delete(onAppend);
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

const listen = async (pool: Pool, tell: OnAppend, onLoss: Latch): Promise<Connection> => {
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
    await client.query(`listen ${appendsChannel}`);
  } catch (error) {
    lose();
    throw error;
  }
  return { isLost: () => isLost, end: lose };
};
