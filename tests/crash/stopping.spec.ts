import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { newCluster, ownServer, query } from './own-server.ts';
import type { OwnServer } from './own-server.ts';
import { signalTo } from './process-family.ts';

/** Kills one of the server's processes and resolves as soon as the server begins to recover from that. */
const breakOneBackend = async (server: OwnServer): Promise<void> => {
  const client = new Client({ connectionString: server.adminUrl });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  signalTo(rows[0]?.pid ?? 0, 'SIGKILL');
  while (!(await server.said()).includes('reinitializing')) await sleep(1);
};

describe('A server that is told to stop', () => {
  let server: OwnServer;
  beforeAll(async () => {
    server = await ownServer(await newCluster());
    await server.start();
  }, 60_000);
  afterAll(async () => {
    await server.remove();
  });

  test('in the middle of its recovery stops, and serves what it had after its next start', async () => {
    await query(server.adminUrl, 'create table kept as select 7 as it');
    await breakOneBackend(server);
    await server.stop();
    expect(server.isRunning()).toBe(false);
    await server.start();
    expect(await query(server.adminUrl, 'select it from kept')).toEqual([{ it: 7 }]);
  }, 60_000);
});
