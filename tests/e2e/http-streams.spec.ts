import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { acmeCase, acmeSource } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { adminKey, ask, startApi } from '../support/server.ts';
import type { Reply, Running } from '../support/server.ts';

let database: TestDatabase;
let api: Running;

beforeAll(async () => {
  database = await testDatabase();
  api = await startApi(database);
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

const headers = { authorization: `Bearer ${adminKey}` };

const upload = (lines: readonly unknown[], query = ''): Promise<Reply> =>
  ask(`${api.url}/v1/commands${query}`, {
    body: lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
    headers: { 'content-type': 'application/x-ndjson' },
  });

const answers = ({ text }: Reply) =>
  text
    .trim()
    .split('\n')
    .map(
      (line) =>
        JSON.parse(line) as {
          line: number;
          status: number;
          position?: number;
          replayed?: true;
          problem?: object;
        },
    );

const head = async (): Promise<number> =>
  (await ask<{ basis: { position: number } }>(`${api.url}/v1/events?limit=1`)).body.basis.position;

const file = acmeCase.map(([command, body]) => ({ command, ...body }));

const source = (id: string) => ({
  ...acmeSource,
  sourceId: `source_${id}`,
  url: `https://example.com/${id}`,
});

describe('the bulk door', () => {
  test('a dry run of a whole file sees its own earlier lines and writes nothing', async () => {
    const [first, ...rest] = file;
    const reply = await upload(
      [first, ...rest, first, { ...first, idempotencyKey: 'again' }],
      '?dryRun=true',
    );
    expect(answers(reply)).toEqual([
      ...file.map((_, index) => ({ line: index + 1, status: 200, position: index + 1, wouldRecord: true })),
      { line: file.length + 1, status: 200, position: 1, replayed: true },
      { line: file.length + 2, status: 200, position: 1 },
    ]);
    expect(await head()).toBe(0);
  });

  test('a bad line in the middle fails alone, with its problem', async () => {
    const reply = await upload([
      ...file.slice(0, 3),
      '{"command":"AnnounceDeal",',
      { command: 'Nothing' },
      ...file.slice(3),
    ]);
    expect(reply.headers.get('content-type')).toContain('application/x-ndjson');
    expect(answers(reply)).toMatchObject([
      ...[1, 2, 3].map((line) => ({ line, status: 201, position: line })),
      { line: 4, status: 400, problem: { code: 'MALFORMED_JSON' } },
      { line: 5, status: 404, problem: { code: 'UNKNOWN_COMMAND' } },
      ...[6, 7, 8].map((line) => ({ line, status: 201, position: line - 2 })),
    ]);
    expect(await head()).toBe(6);
  });

  test('the whole file sent again is answered as replayed and adds nothing', async () => {
    expect(answers(await upload(file))).toEqual(
      file.map((_, index) => ({ line: index + 1, status: 201, position: index + 1, replayed: true })),
    );
    expect(await head()).toBe(6);
  });

  test('a dry run of what the ledger holds is answered as replayed, as the command alone is', async () => {
    expect(answers(await upload(file.slice(0, 1), '?dryRun=true'))).toEqual([
      { line: 1, status: 201, position: 1, replayed: true },
    ]);
  });

  test('a line may point at the command of an earlier line, and carry its own key', async () => {
    const lines = [
      { command: 'RegisterSource', idempotencyKey: 'line-a', ...source('pointed') },
      {
        command: 'RetractRecord',
        targetCommandId: 'line-a',
        reason: 'typing error',
        sources: [{ sourceId: 'source_acme-8k' }],
      },
      { command: 'RegisterSource', idempotencyKey: 'line-a', ...source('another') },
      { command: 'RegisterSource', idempotencyKey: 7, ...source('key') },
      '',
      '[]',
    ];
    expect(answers(await upload(lines)).map(({ status }) => status)).toEqual([201, 201, 422, 400, 400, 400]);
  });

  test('a line above 1 MiB fails alone', async () => {
    const lines = [
      { command: 'RegisterSource', ...source('long'), title: 'x'.repeat(1_100_000) },
      { command: 'RegisterSource', ...source('short') },
    ];
    expect(answers(await upload(lines))).toMatchObject([
      { line: 1, status: 413, problem: { code: 'BODY_TOO_LARGE' } },
      { line: 2, status: 201 },
    ]);
  });

  test('takes ndjson only', async () => {
    expect(await ask(`${api.url}/v1/commands`, { body: file })).toMatchObject({ status: 415 });
  });
});

type Message = { readonly id: string; readonly event: string; readonly data: Record<string, unknown> };

/** Undefined for a comment or a block without data. */
const messageIn = (block: string): Message | undefined => {
  const fields = new Map(
    block
      .split('\n')
      .map((line): [string, string] => [line.split(': ', 1)[0] ?? '', line.slice(line.indexOf(': ') + 2)]),
  );
  const data = fields.get('data');
  if (data === undefined) return undefined;
  return {
    id: fields.get('id') ?? '',
    event: fields.get('event') ?? '',
    data: JSON.parse(data) as Record<string, unknown>,
  };
};

/** Reads a feed until `enough` says so, then hangs up. */
const listen = async (
  query: string,
  enough: (messages: readonly Message[]) => boolean,
  lastEventId?: string,
): Promise<readonly Message[]> => {
  const abort = new AbortController();
  const answer = await fetch(`${api.url}/v1/changes/events?live=sse${query}`, {
    headers: { ...headers, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
    signal: abort.signal,
  });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    expect.stringContaining('text/event-stream'),
  ]);
  const messages: Message[] = [];
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const message = messageIn(text.slice(0, end));
      text = text.slice(end + 2);
      if (message !== undefined) messages.push(message);
    }
    if (enough(messages)) break;
  }
  abort.abort();
  return messages;
};

const upToDate = (messages: readonly Message[]): boolean => messages.at(-1)?.event === 'up-to-date';

describe('the feed of the log', () => {
  test('gives every event from the start, then says that it is up to date', async () => {
    const messages = await listen('', upToDate);
    const now = await head();
    expect(messages.slice(0, -1).map(({ data }) => data['position'])).toEqual(
      Array.from({ length: now }, (_, index) => index + 1),
    );
    expect(messages.at(-1)).toMatchObject({
      event: 'up-to-date',
      data: { position: now },
      id: messages.at(-2)?.id,
    });
    const { body } = await ask<{ items: unknown[] }>(`${api.url}/v1/events`);
    expect(messages.slice(0, -1).map(({ data }) => data)).toEqual(body.items);
  });

  test('goes on after Last-Event-ID, which wins over offset, without gap or repeat', async () => {
    const messages = await listen('', upToDate);
    const rest = await listen('&offset=start', upToDate, messages[1]?.id);
    expect(rest[0]?.data).toMatchObject({ position: 3 });
    expect(rest).toEqual(messages.slice(2));
  });

  test('begins after a position where one is given, which must be of the log', async () => {
    const messages = await listen('', upToDate);
    expect(await listen('&offset=position:2', upToDate)).toEqual(messages.slice(2));
    expect(await ask(`${api.url}/v1/changes/events?live=sse&offset=position:9999`)).toMatchObject({
      status: 409,
      body: { code: 'MUST_REFETCH' },
    });
  });

  test('tells what is recorded while it listens', async () => {
    const from = await head();
    const heard = listen('&offset=now', (messages) => messages.some(({ event }) => event === 'event'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await ask(`${api.url}/v1/commands/RegisterSource`, { body: source('live') });
    expect((await heard).slice(0, 2).map(({ event, data }) => [event, data['position']])).toEqual([
      ['up-to-date', from],
      ['event', from + 1],
    ]);
  });

  test('filters leave holes, and the mark of being up to date still moves on', async () => {
    const messages = await listen('&types=DealAnnounced', upToDate);
    expect(messages).toMatchObject([
      { data: { type: 'DealAnnounced' } },
      { event: 'up-to-date', data: { position: await head() } },
    ]);
    const rest = await listen('&types=DealAnnounced', upToDate, messages[1]?.id);
    expect(rest).toMatchObject([{ event: 'up-to-date' }]);
  });

  test('a cursor from beyond the head or of another epoch must refetch; what is none is a bad query', async () => {
    const [first] = await listen('', upToDate);
    const [, epoch = ''] = Buffer.from(first?.id ?? '', 'base64url')
      .toString()
      .split('.');
    const cursor = (position: number, of: string) =>
      Buffer.from(`${String(position)}.${of}`).toString('base64url');
    for (const id of [cursor(9999, epoch), cursor(1, '00000000-0000-4000-8000-000000000000'), 'nonsense']) {
      const refused = await ask(`${api.url}/v1/changes/events?live=sse`, {
        headers: { 'last-event-id': id },
      });
      expect(refused).toMatchObject({ status: 409, body: { code: 'MUST_REFETCH' } });
    }
    expect(await ask(`${api.url}/v1/changes/events?live=sse&offset=nonsense`)).toMatchObject({ status: 400 });
    expect(await ask(`${api.url}/v1/changes/events?live=always`)).toMatchObject({
      status: 400,
      body: { code: 'BAD_QUERY' },
    });
  });
});

test('a feed ends when the ledger gets another epoch, and its cursor is told to start again', async () => {
  const feed = await fetch(`${api.url}/v1/changes/events?live=sse`, { headers });
  let heard = '';
  const decoder = new TextDecoder();
  for await (const chunk of feed.body ?? []) {
    const isFirst = !heard.includes('event: up-to-date');
    heard += decoder.decode(chunk as Uint8Array, { stream: true });
    if (isFirst && heard.includes('event: up-to-date')) {
      const owner = new Client({ connectionString: database.ownerUrl });
      await owner.connect();
      await owner.query('update log.ledgers set epoch = gen_random_uuid()');
      await owner.end();
      await ask(`${api.url}/v1/commands/RegisterSource`, { body: source('of-another-epoch') });
    }
  }
  expect(heard).not.toContain('of-another-epoch');
  const seen = /id: (.+)/.exec(heard)?.[1] ?? '';
  const refused = await ask(`${api.url}/v1/changes/events?live=sse`, { headers: { 'last-event-id': seen } });
  expect(refused).toMatchObject({ status: 409, body: { code: 'MUST_REFETCH' } });
});

test('stopping ends open feeds and idle connections within seconds, with exit code 0', async () => {
  const other = await startApi(database);
  const feed = await fetch(`${other.url}/v1/changes/events?live=sse`, { headers });
  const chunks = (feed.body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream());
  const reader = chunks.getReader();
  let heard = '';
  while (!heard.includes('event: up-to-date')) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the feed ended before it was up to date: ${heard}`);
    heard += value;
  }
  const ended = reader.read();
  await ask(`${other.url}/health/live`, { key: null });
  const { code, ms } = await other.stop();
  expect(code).toBe(0);
  expect(ms).toBeLessThan(4_000);
  expect((await ended).done).toBe(true);
});
