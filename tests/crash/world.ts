import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureLogins } from '@dealtrail/infra/logins';
import { migrate } from '@dealtrail/infra/migrate';
import type { Cluster } from '@dealtrail/infra/prepare-cluster';
import { openScripts } from '../concurrency/spawn-script.ts';
import type { Script } from '../concurrency/spawn-script.ts';
import { newCluster, ownServer, query } from './own-server.ts';
import type { OwnServer, Settings } from './own-server.ts';
import { openProxy } from './proxy.ts';
import type { Proxy } from './proxy.ts';
import { unanswered } from './history-of.ts';
import type { Line, WritingInput } from './writing-input.ts';

export type Writer = { readonly input: WritingInput; readonly script: Script };

/** A server of its own with a book in it, a proxy before it, and processes that write through the proxy. */
export type World = {
  readonly server: OwnServer;
  readonly proxy: Proxy;
  /** The book as its superuser, past the proxy. */
  readonly ownerUrl: string;
  /** As the API's login, through the proxy. */
  readonly apiUrl: string;
  readonly newLedger: () => Promise<string>;
  /** One more writing process. */
  readonly write: (ledgerId: string, changes?: Partial<WritingInput>) => Writer;
  /** Those that run. */
  readonly writers: () => readonly Writer[];
  /** Of all running writers. */
  readonly longest: (bound: 'answerMs' | 'lockWaitMs' | 'connectMs') => number;
  /** kill -9; another takes its place and what it had not heard of. */
  readonly replace: (writer: Writer) => Promise<void>;
  /** Resolves when every running writer has had so many more answers; throws when one gets none in time. */
  readonly goesOn: (answers: number) => Promise<void>;
  /** Resolves when a call has failed with such words since now. */
  readonly hears: (words: RegExp) => Promise<void>;
  /** Lets the writers finish what they have begun, and gives all that every one of them told. */
  readonly settle: () => Promise<readonly Line[]>;
  readonly remove: () => Promise<void>;
};

const goesOnMsMax = 60_000;
/** A member of dealtrail_api and nothing more. */
export const writerLogin = 'crash_api';
const login = { user: writerLogin, password: writerLogin };
const database = 'book';

/** A migrated book on the server, which must run. */
export const makeBook = async (server: OwnServer): Promise<string> => {
  await query(server.adminUrl, `create database ${database}`);
  const ownerUrl = bookUrl(server);
  await migrate(ownerUrl);
  const worker = { user: 'crash_worker', password: 'crash_worker' };
  await ensureLogins(server.adminUrl, { api: login, worker });
  return ownerUrl;
};

export const bookUrl = (server: OwnServer): string => {
  const url = new URL(server.adminUrl);
  url.pathname = `/${database}`;
  return url.href;
};

const usual = {
  ...{ callers: 12, streams: 20, payloadChars: 500 },
  ...{ lockWaitMs: 1_000, idleInTransactionMs: 700, answerMs: 2_500, connectMs: 1_500 },
};

export const openWorld = async (settings: Settings = {}, cluster?: Cluster): Promise<World> => {
  const server = await ownServer(cluster ?? (await newCluster()), settings);
  await server.start();
  const ownerUrl = await makeBook(server);
  return await worldAround(server, ownerUrl);
};

export const worldAround = async (server: OwnServer, ownerUrl: string): Promise<World> => {
  const proxy = await openProxy(server.port);
  const scripts = await openScripts(new URL('processes/', import.meta.url));
  const running = new Set<Writer>();
  const ended: Line[][] = [];
  const api = new URL(ownerUrl);
  Object.assign(api, { username: login.user, password: login.password, port: String(proxy.port) });

  const write = (ledgerId: string, changes: Partial<WritingInput> = {}): Writer => {
    const name = `w${randomBytes(4).toString('hex')}`;
    const input: WritingInput = { url: api.href, ledgerId, name, resend: [], ...usual, ...changes };
    const writer = { input, script: scripts.run('writing', input) };
    running.add(writer);
    return writer;
  };
  const collect = async (writer: Writer, signal: NodeJS.Signals): Promise<readonly Line[]> => {
    running.delete(writer);
    writer.script.signal(signal);
    const end = await writer.script.ended;
    if (end !== (signal === 'SIGTERM' ? 0 : signal)) throw new Error(`a writer ended with ${String(end)}`);
    const lines = writer.script.lines as Line[];
    ended.push(lines);
    return lines;
  };
  return {
    server,
    proxy,
    ownerUrl,
    apiUrl: api.href,
    newLedger: async () => {
      const ledgerId = `crash-${randomBytes(5).toString('hex')}`;
      await query(ownerUrl, 'insert into log.ledgers (ledger_id) values ($1)', [ledgerId]);
      return ledgerId;
    },
    write,
    writers: () => [...running],
    longest: (bound) => Math.max(...[...running].map(({ input }) => input[bound])),
    replace: async (writer) => {
      const lines = await collect(writer, 'SIGKILL');
      write(writer.input.ledgerId, { resend: unanswered(lines) });
    },
    goesOn: (count) => untilAll([...running], count),
    hears: (words) => untilHeard([...running], words),
    settle: async () => {
      for (const writer of running) await collect(writer, 'SIGTERM');
      return ended.splice(0).flat();
    },
    remove: async () => {
      await scripts.close();
      await proxy.close();
      await server.remove();
    },
  };
};

const answersOf = ({ script }: Writer): number =>
  (script.lines as readonly Line[]).filter(({ entry }) => entry === 'answer').length;

const untilAll = async (writers: readonly Writer[], more: number): Promise<void> => {
  const wanted = new Map(writers.map((writer) => [writer, answersOf(writer) + more]));
  const deadline = Date.now() + goesOnMsMax;
  for (const [writer, count] of wanted) {
    while (answersOf(writer) < count) {
      if (Date.now() > deadline || writer.script.hasEnded()) {
        const last = writer.script.lines.slice(-3).map((line) => JSON.stringify(line).slice(0, 300));
        throw new Error(`writer ${writer.input.name} does not go on. Its last words:\n${last.join('\n')}`);
      }
      await sleep(20);
    }
  }
};

const untilHeard = async (writers: readonly Writer[], words: RegExp): Promise<void> => {
  const known = new Map(writers.map(({ script }) => [script, script.lines.length]));
  const isHeard = (line: Line): boolean =>
    line.entry === 'answer' && 'error' in line.said && words.test(line.said.error);
  const deadline = Date.now() + goesOnMsMax;
  while (![...known].some(([script, from]) => (script.lines.slice(from) as readonly Line[]).some(isHeard))) {
    if (Date.now() > deadline) throw new Error(`nobody heard ${words.source}`);
    await sleep(20);
  }
};
