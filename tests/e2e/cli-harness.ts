import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '@dealtrail/cli/io';
import { buildProgram, run } from '@dealtrail/cli/program';

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type Setting = {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly columns?: number;
  /** stderr is a terminal. */
  readonly terminal?: boolean;
};

const sink = (columns: number | undefined, isTTY = false) => {
  const parts: string[] = [];
  return {
    write: (text: string): boolean => {
      parts.push(text);
      return true;
    },
    once: () => undefined,
    isTTY,
    ...(columns === undefined ? {} : { columns }),
    text: (): string => parts.join(''),
  };
};

async function* bytesOf(text: string): AsyncGenerator<Uint8Array, void, void> {
  await Promise.resolve();
  yield Buffer.from(text);
}

const folders: string[] = [];

/** A folder that `removeFolders` takes away again. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'dealtrail-cli-'));
  folders.push(folder);
  return folder;
};

export const removeFolders = (): void => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
};

/** A state folder that is not there, so that a Dealtrail of this machine is never asked. */
const noHome = join(tmpdir(), `dealtrail-cli-none-${randomUUID()}`);

/** The command line in this process: what it printed and how it ended. */
export const dealtrail = async (args: readonly string[], setting: Setting = {}): Promise<Ran> => {
  const stdout = sink(setting.columns);
  const stderr = sink(setting.columns, setting.terminal);
  const io: Io = {
    stdout,
    stderr,
    stdin: bytesOf(setting.stdin ?? ''),
    env: { DEALTRAIL_HOME: noHome, ...setting.env },
    fetch: globalThis.fetch,
    sleep: () => Promise.resolve(),
  };
  const code = await run(buildProgram(io, '0.0.0', []), io, args);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
};

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
export type Fake = { readonly url: string; readonly close: () => Promise<void> };

/** A server that answers as the test says, on a free port. */
export const fakeServer = async (handler: Handler): Promise<Fake> => {
  const server = createServer((request, response) => {
    void handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
};

export const answer = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void => {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(JSON.stringify(body));
};

export const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};
