import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { isMainThread, MessageChannel, receiveMessageOnPort, Worker, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { pgDump } from '@electric-sql/pglite-tools/pg_dump';
import type { DumpInput } from '../dump-input.ts';

/**
 * PostgreSQL's own pg_dump, compiled to WebAssembly, which nobody has to install. It speaks to its server by two calls
 * that must not wait: so another thread has the connection, and this one sleeps until it has the whole answer.
 */
type Line = { readonly port: MessagePort; readonly answered: Int32Array; readonly server: number };

const ask = ({ port, answered }: Omit<Line, 'server'>, bytes: Uint8Array): Uint8Array => {
  Atomics.store(answered, 0, 0);
  port.postMessage(bytes.slice());
  Atomics.wait(answered, 0, 0);
  return (receiveMessageOnPort(port)?.message ?? new Uint8Array()) as Uint8Array;
};

const dump = async ({ port: server, database, file }: DumpInput): Promise<void> => {
  const { port1: port, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const line: Line = { port: port2, answered, server };
  const worker = new Worker(new URL(import.meta.url), { workerData: line, transferList: [port2] });
  const pg = {
    query: () => Promise.resolve({ rows: [{ search_path: 'public' }] }),
    exec: () => Promise.resolve([]),
    execProtocolRawStream: (bytes: Uint8Array, { onRawData }: { onRawData: (bytes: Uint8Array) => void }) => {
      const answer = ask({ port, answered }, bytes);
      if (answer.length > 0) onRawData(answer);
    },
  };
  // What it uses of the database in the browser that it was made for.
  const text = await (await pgDump({ pg: pg as never, args: ['-d', database] })).text();
  await writeFile(file, text);
  await worker.terminate();
  port.close();
};

const startup = 0x30000;
const typeBytes = 1;
const lengthBytes = 4;

/** What the server will answer with: up to the end of an answer, to a single letter, or nothing yet. */
type Awaited = 'ready' | 'letter' | 'nothing';

/** Of what was sent so far, all of it whole or not. */
const openSent = () => {
  let sent = Buffer.alloc(0);
  let isStarted = false;
  const awaits = (): Awaited => {
    let awaited: Awaited = 'nothing';
    for (;;) {
      const head = isStarted ? typeBytes : 0;
      if (sent.length < head + lengthBytes) return awaited;
      const size = head + sent.readInt32BE(head);
      if (sent.length < size) return awaited;
      const message = sent.subarray(0, size);
      sent = sent.subarray(size);
      if (isStarted) awaited = 'QS'.includes(String.fromCharCode(message[0] ?? 0)) ? 'ready' : awaited;
      else if (message.readInt32BE(lengthBytes) === startup) [isStarted, awaited] = [true, 'ready'];
      else awaited = 'letter';
    }
  };
  return (bytes: Uint8Array): Awaited => {
    sent = Buffer.concat([sent, bytes]);
    return awaits();
  };
};

/** Ends with ReadyForQuery, or the server has no more to say. */
const isWhole = (answer: Buffer): boolean => {
  let at = 0;
  let type = '';
  while (at + typeBytes + lengthBytes <= answer.length) {
    type = String.fromCharCode(answer[at] ?? 0);
    at += typeBytes + answer.readInt32BE(at + typeBytes);
  }
  return at === answer.length && type === 'Z';
};

const carry = ({ port, answered, server }: Line): void => {
  const socket = connect(server, '127.0.0.1');
  const awaits = openSent();
  let awaited: Awaited = 'nothing';
  let chunks: Buffer[] = [];
  const answer = (): void => {
    awaited = 'nothing';
    port.postMessage(new Uint8Array(Buffer.concat(chunks)));
    chunks = [];
    Atomics.store(answered, 0, 1);
    Atomics.notify(answered, 0);
  };
  port.on('message', (bytes: Uint8Array) => {
    socket.write(bytes);
    awaited = awaits(bytes);
    if (awaited === 'nothing') answer();
  });
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    if (awaited === 'letter' || (awaited === 'ready' && isWhole(Buffer.concat(chunks)))) answer();
  });
  socket.on('close', answer);
};

if (isMainThread) await dump(JSON.parse(process.argv[2] ?? '') as DumpInput);
else carry(workerData as Line);
