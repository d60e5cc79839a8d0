import { fork } from 'node:child_process';
import type { Server } from 'node:http';
import { createServer } from 'node:net';
import type { Server as Door } from 'node:net';
import { fileURLToPath } from 'node:url';
import { backlogMax } from './connections.ts';

/** Connections that are taken in one turn of the event loop, beside the one that a server takes. */
export const doorsMax = 63;

/** 10 s for the process that hands the socket back; then the server makes do with the doors it has. */
const handBackMsMax = 10_000;

/**
 * A server takes one new connection in a turn of its event loop (libuv 1.45 and later). Where commands keep each turn busy
 * for some milliseconds, new callers would wait in the system's queue for seconds, and those that do not fit into it for
 * minutes, before anybody could tell them that it is busy. So the server's listening socket is opened several times: each
 * takes one in a turn. Only another process can give it back as another descriptor; it lives as long as that takes.
 */
export const openMoreDoors = (server: Server, count: number = doorsMax): Promise<readonly Door[]> =>
  new Promise((resolve) => {
    const doors: Door[] = [];
    const child = fork(fileURLToPath(new URL('hand-back.js', import.meta.url)), {
      ...{ execArgv: [], env: {}, stdio: 'ignore', timeout: handBackMsMax },
    });
    child.on('message', (_, handle) => {
      if (handle === undefined) return;
      const door = createServer((socket) => server.emit('connection', socket));
      door.listen(handle, backlogMax);
      doors.push(door);
      if (doors.length === count) child.disconnect();
    });
    // Without its doors, or with some of them, the server serves all the same.
    child.once('error', () => {
      resolve(doors);
    });
    child.once('exit', () => {
      resolve(doors);
    });
    child.send(count, handleOf(server));
  });

/** Of a server that listens. Not the server itself: in the other process that would take connections too. */
const handleOf = (server: Server): Door => (server as unknown as { readonly _handle: Door })._handle;
