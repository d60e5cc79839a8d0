import { once } from 'node:events';
import { type Server, createServer } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { readSettings } from '@dealtrail/infra/settings';
import { choosePort } from './choose-port.ts';
import { urlOf } from './greeting.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const takenPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const lines: string[] = [];
const say = (line: string): void => {
  lines.push(line);
};

describe('the port of the api', () => {
  test('taken by another program is named, and the next free one is picked', async () => {
    const port = await takenPort();
    const chosen = await choosePort({ ...readSettings({}), port }, say);
    expect(chosen).toBeGreaterThan(port);
    expect(lines.join('\n')).toContain(`Port ${String(port)} is taken`);
    expect(lines.join('\n')).toContain(`Using port ${String(chosen)} instead`);
  });

  test('that was asked for and is taken is refused', async () => {
    const port = await takenPort();
    await expect(choosePort(readSettings({ PORT: String(port) }), say)).rejects.toThrow(
      `Port ${String(port)} (PORT) is taken`,
    );
  });

  test('of 0 is any free one', async () => {
    expect(await choosePort(readSettings({ PORT: '0' }), say)).toBeGreaterThan(0);
  });

  test('on an address that is not this machine’s is refused with HOST', async () => {
    await expect(choosePort(readSettings({ HOST: '203.0.113.1' }), say)).rejects.toThrow('HOST 203.0.113.1');
  });
});

test.each([
  ['127.0.0.1', 'http://127.0.0.1:3000'],
  ['0.0.0.0', 'http://127.0.0.1:3000'],
  ['::', 'http://[::1]:3000'],
  ['deals.example', 'http://deals.example:3000'],
])('listening on %s is shown as an address that can be opened', (host, url) => {
  expect(urlOf(host, 3000)).toBe(url);
});
