import { createServer, connect as dial } from 'node:net';
import type { Server, Socket } from 'node:net';
import { freePort } from '@dealtrail/infra/free-port';

/** `up`: what the client sends; `down`: what the server answers. */
export type Direction = 'up' | 'down';

/** Between clients and a server: a place to cut, to swallow and to lead elsewhere. */
export type Proxy = {
  readonly port: number;
  /** The connection that carries the n-th byte from now in that direction is reset right after it. */
  readonly cutAfter: (direction: Direction, bytes: number) => void;
  /** How many connections were cut, by either way. */
  readonly cuts: () => number;
  readonly cutAll: () => void;
  /** Nobody listens: connections are refused. */
  readonly close: () => Promise<void>;
  readonly open: () => Promise<void>;
  /** Connections stay, and nothing comes through: as when a cable is pulled. */
  readonly swallow: () => void;
  readonly pass: () => void;
  /** Where connections go from now on. */
  readonly leadTo: (port: number) => void;
};

type Cut = { readonly direction: Direction; bytesLeft: number };
type State = { target: number; swallows: boolean; cut: Cut | undefined; cuts: number };
type Pair = { readonly client: Socket; readonly server: Socket };

export const openProxy = async (target: number): Promise<Proxy> => {
  const port = await freePort();
  const state: State = { target, swallows: false, cut: undefined, cuts: 0 };
  const pairs = new Set<Pair>();
  let listening: Server | undefined;

  const open = async (): Promise<void> => {
    const server = createServer((client) => {
      joined(state, pairs, client);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    listening = server;
  };
  const cutAll = (): void => {
    for (const pair of pairs) reset(state, pair);
  };
  await open();
  return {
    port,
    cutAfter: (direction, bytes) => {
      state.cut = { direction, bytesLeft: bytes };
    },
    cuts: () => state.cuts,
    cutAll,
    open,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        listening?.close(() => {
          resolve();
        });
      });
      cutAll();
      await closed;
    },
    swallow: () => {
      state.swallows = true;
    },
    pass: () => {
      state.swallows = false;
      // What was swallowed is gone, and with it the connection: as when the cable comes back too late.
      cutAll();
    },
    leadTo: (elsewhere) => {
      state.target = elsewhere;
    },
  };
};

const joined = (state: State, pairs: Set<Pair>, client: Socket): void => {
  const server = dial(state.target, '127.0.0.1');
  const pair: Pair = { client, server };
  pairs.add(pair);
  for (const socket of [client, server]) {
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      pairs.delete(pair);
      client.destroy();
      server.destroy();
    });
  }
  carry(state, pair, 'up', client, server);
  carry(state, pair, 'down', server, client);
};

const carry = (state: State, pair: Pair, direction: Direction, from: Socket, to: Socket): void => {
  from.on('data', (chunk) => {
    if (state.swallows) return;
    const cut = state.cut;
    if (cut?.direction === direction && cut.bytesLeft <= chunk.length) {
      state.cut = undefined;
      to.write(chunk.subarray(0, cut.bytesLeft), () => {
        reset(state, pair);
      });
      return;
    }
    if (cut?.direction === direction) cut.bytesLeft -= chunk.length;
    if (!to.write(chunk)) {
      from.pause();
      to.once('drain', () => from.resume());
    }
  });
  from.on('end', () => {
    if (!state.swallows) to.end();
  });
};

const reset = (state: State, { client, server }: Pair): void => {
  state.cuts += 1;
  client.resetAndDestroy();
  server.resetAndDestroy();
};
