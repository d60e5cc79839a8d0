import type { Server } from 'node:http';

/**
 * Open connections of one process: those of ten times the commands that may be in flight, and room beside them. Each
 * costs some kilobytes while it is idle. What comes beyond is closed before a byte of it is read: whoever is heard is
 * told 503, and that takes a connection.
 */
export const connectionsMax = 12_000;

/** Above this, who is turned away is not kept either: so that there is room for whoever comes next. */
export const connectionsKeptMax = 10_000;

/**
 * Connections that the system holds until they are accepted, if it may (Linux: net.core.somaxconn). Of those beyond, it
 * drops the handshake's last packet: the client believes that it is connected, and hears nothing for minutes.
 */
export const backlogMax = 4_096;

export type Connections = {
  readonly count: () => number;
  /** Closed unheard, since the process started. */
  readonly dropped: () => number;
  /** More than are to be kept. */
  readonly areMany: () => boolean;
};

/** Bounds the connections of a server. Exported without its limits for its spec. */
export const limitConnections = (
  server: Server,
  max: number = connectionsMax,
  keptMax: number = connectionsKeptMax,
): Connections => {
  let count = 0;
  let dropped = 0;
  // Not by its maxConnections: that counts no connection that came in by another door.
  server.prependListener('connection', (socket) => {
    if (count >= max) {
      dropped += 1;
      socket.destroy();
      return;
    }
    count += 1;
    socket.once('close', () => {
      count -= 1;
    });
  });
  return { count: () => count, dropped: () => dropped, areMany: () => count > keptMax };
};
