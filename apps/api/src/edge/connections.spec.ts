import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import { limitConnections } from './connections.ts';

const [max, keptMax] = [3, 2];

describe('connections', () => {
  let server: Server;
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const opened = async () => {
    server = createServer();
    const connections = limitConnections(server, max, keptMax);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const open = async (): Promise<Socket> => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(server, 'connection');
      return socket;
    };
    return { connections, open };
  };

  test('are many when there are more than are kept', async () => {
    const { connections, open } = await opened();
    for (let count = 1; count <= keptMax; count += 1) await open();
    expect([connections.count(), connections.areMany()]).toEqual([keptMax, false]);
    await open();
    expect([connections.count(), connections.areMany()]).toEqual([keptMax + 1, true]);
  });

  test('are taken up to the last that there may be; one more is closed, and taken when one has gone', async () => {
    const { connections, open } = await opened();
    const first = await open();
    for (let count = 2; count <= max; count += 1) await open();
    expect([connections.count(), connections.dropped()]).toEqual([max, 0]);
    const beyond = await open();
    if (!beyond.closed) await once(beyond, 'close');
    expect([connections.count(), connections.dropped()]).toEqual([max, 1]);
    first.destroy();
    while (connections.count() === max) await new Promise((resolve) => setTimeout(resolve, 5));
    await open();
    expect([connections.count(), connections.dropped()]).toEqual([max, 1]);
  });
});
