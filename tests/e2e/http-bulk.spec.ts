import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { ask, startApi } from '../support/server.ts';
import type { Running } from '../support/server.ts';

let databases: readonly TestDatabase[];
let together: Running;
let single: Running;

beforeAll(async () => {
  databases = [await testDatabase(), await testDatabase()];
  const [one, other] = await Promise.all(databases.map((database) => startApi(database)));
  if (one === undefined || other === undefined) throw new Error('two were started');
  [together, single] = [one, other];
});

afterAll(async () => {
  await Promise.all([together.stop(), single.stop()]);
  await Promise.all(databases.map((database) => database.drop()));
});

type Answer = {
  readonly line: number;
  readonly status: number;
  readonly position?: number;
  readonly replayed?: true;
  readonly problem?: { readonly code: string; readonly errors?: readonly { readonly pointer: string }[] };
};

const upload = async (api: Running, lines: readonly object[]): Promise<readonly Answer[]> => {
  const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const { text } = await ask(`${api.url}/v1/commands`, {
    body,
    headers: { 'content-type': 'application/x-ndjson' },
  });
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
};

const number = (index: number, of: number): string => String(index % of);

/** Sources, parties, deals and what happens to them, each resting on lines before it; every seventh is wrong somehow. */
const file = (tag: string, size: number): readonly object[] =>
  Array.from({ length: size }, (_, index) => {
    const sources = [{ sourceId: `source_${tag}-${number(index, 5)}` }];
    const dealId = `deal_${tag}-${number(index, 11)}`;
    const wrong = { command: 'SignDeal', dealId: `deal_${tag}-none`, signedOn: '2026-03-05', sources };
    if (index < 5)
      return {
        ...{
          command: 'RegisterSource',
          idempotencyKey: `${tag}-${String(index)}`,
          publisher: 'P',
          tier: 'T1',
        },
        ...{ sourceId: `source_${tag}-${String(index)}`, publishedAt: 'unknown' },
      };
    if (index % 7 === 0) return index % 2 === 0 ? wrong : { command: 'Nothing' };
    if (index < 20)
      return {
        command: 'RegisterParty',
        partyId: `party_${tag}-${number(index, 3)}`,
        legalName: 'A',
        sources,
      };
    if (index < 60)
      return {
        ...{
          command: 'AnnounceDeal',
          dealId,
          class: 'supply',
          title: 'T',
          announcedOn: '2026-03-02',
          sources,
        },
        parties: [{ partyId: `party_${tag}-${number(index, 3)}`, role: 'supplier' }],
      };
    if (index % 13 === 0)
      return { command: 'RetractRecord', targetCommandId: `${tag}-4`, reason: 'typing error', sources };
    return {
      ...{ command: 'RecordAssessment', dealId, kind: 'risk', sources },
      summary: `Risk ${number(index, 40)}`,
    };
  });

const events = async (api: Running): Promise<string> => {
  const { body } = await ask<{ items: Record<string, unknown>[] }>(`${api.url}/v1/events?limit=1000`);
  const ids = new Map(body.items.map(({ eventId, position }) => [eventId, position]));
  return JSON.stringify(
    body.items.map(({ recordedAt, commandId, ...event }) => ({
      ...event,
      at: typeof recordedAt,
      by: typeof commandId,
    })),
  ).replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => `event ${String(ids.get(id))}`);
};

const risesWithTheLines = (answers: readonly Answer[]): void => {
  expect(answers.map(({ line }) => line)).toEqual(answers.map((_, index) => index + 1));
  const positions = answers.flatMap(({ status, replayed, position = 0 }) =>
    status === 201 && replayed === undefined ? [position] : [],
  );
  expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
};

describe('a file of commands', () => {
  test('comes to what its lines come to when they are sent one by one', async () => {
    const lines = file('a', 300);
    const answers = await upload(together, lines);
    risesWithTheLines(answers);
    const oneByOne: Answer[] = [];
    for (const line of lines) oneByOne.push(...(await upload(single, [line])));
    const seen = (all: readonly Answer[]) =>
      all.map(({ status, position, replayed, problem }) => [
        status,
        position,
        replayed,
        problem?.code,
        problem?.errors?.map(({ pointer }) => pointer),
      ]);
    expect(seen(answers)).toEqual(seen(oneByOne));
    expect(new Set(answers.map(({ status }) => status)).size).toBeGreaterThan(3);
    expect(await events(together)).toBe(await events(single));
  }, 60_000);

  test('beside others that record about the same deals is answered in order, and nothing is lost or twice there', async () => {
    const before = (await ask<{ basis: { position: number } }>(`${together.url}/v1/events?limit=1`)).body
      .basis.position;
    const lines = file('b', 400);
    const others = file('b', 400).map((line, index) => ({
      ...line,
      idempotencyKey: `other-${String(index)}`,
    }));
    const [mine, theirs, singles] = await Promise.all([
      upload(together, lines),
      upload(together, others),
      Promise.all(lines.slice(60, 100).map(async (line) => (await upload(together, [line]))[0])),
    ]);
    risesWithTheLines(mine);
    risesWithTheLines(theirs);
    const fresh = [...mine, ...theirs, ...singles].filter(
      (each) => each?.status === 201 && each.replayed === undefined,
    );
    const after = (await ask<{ basis: { position: number } }>(`${together.url}/v1/events?limit=1`)).body.basis
      .position;
    expect(new Set(fresh.map((each) => each?.position)).size).toBe(after - before);
    expect(fresh).toHaveLength(after - before);
    expect([...mine, ...theirs].filter(({ status }) => status >= 500)).toEqual([]);
  }, 60_000);
});
