import { describe, expect, test } from '@jest/globals';
import type { EventLog } from '@dealtrail/event-sourcing/log';
import { openInMemoryLog } from '@dealtrail/ledger/in-memory-log';
import fc from 'fast-check';
import { ProblemError } from '../edge/problem.ts';
import { attemptsMax, openDoor } from './door.ts';
import type { CommandRequest, Door } from './door.ts';
import { openRememberedStreams } from './remembered-streams.ts';
import type { RememberedStreams } from './remembered-streams.ts';

type Body = Readonly<Record<string, unknown>>;

const request = (name: string, value: Body, more: Partial<CommandRequest> = {}): CommandRequest => ({
  ...{ ledgerId: 'main', actor: 'Ada', name, body: { value, faults: [] } },
  ...{ commandId: undefined, expectedVersion: undefined, dryRun: false },
  ...more,
});

const sources = [{ sourceId: 'source_1' }];
const source = { sourceId: 'source_1', publisher: 'P', publishedAt: 'unknown', tier: 'T1' };
const party = { partyId: 'party_1', legalName: 'A', sources };
const deal = (announcedOn = '2026-03-02') => ({
  ...{ dealId: 'deal_1', class: 'supply', title: 'T', announcedOn, sources },
  parties: [{ partyId: 'party_1', role: 'supplier' }],
});
const risk = (summary: string) => ({ dealId: 'deal_1', kind: 'risk', summary, sources });

/** Counts what is asked of a log. */
const counted = (log: EventLog) => {
  const asked: string[] = [];
  const count =
    <Arguments extends readonly unknown[], Answer>(name: string, ask: (...given: Arguments) => Answer) =>
    (...given: Arguments): Answer => {
      asked.push(name);
      return ask(...given);
    };
  const counting: EventLog = {
    ...log,
    append: count('append', log.append),
    readStream: count('readStream', log.readStream),
    findCommand: count('findCommand', log.findCommand),
  };
  return { log: counting, asked: () => asked.splice(0) };
};

const opened = async () => {
  const log = openInMemoryLog();
  const other = openDoor(log);
  for (const [name, body] of [
    ['RegisterSource', source],
    ['RegisterParty', party],
    ['AnnounceDeal', deal()],
  ] as const)
    await other(request(name, body));
  const counting = counted(log);
  const memory = openRememberedStreams();
  return { log, other, memory, asked: counting.asked, door: openDoor(counting.log, undefined, memory) };
};

describe('a door with a memory', () => {
  test('opens a stream, and writes on in one it knows, with one question each', async () => {
    const { door, asked } = await opened();
    await door(request('AnnounceDeal', { ...deal(), dealId: 'deal_2' }, { commandId: 'k1' }));
    await door(request('RecordAssessment', { ...risk('a'), dealId: 'deal_2' }, { commandId: 'k2' }));
    expect(asked()).toEqual(['append', 'append']);
  });

  test('decides again on what others appended meanwhile', async () => {
    const { door, other, asked } = await opened();
    await door(request('RecordAssessment', risk('a')));
    await other(request('RecordAssessment', risk('b')));
    asked();
    expect((await door(request('RecordAssessment', risk('c')))).answer.version).toBe(4);
    expect(asked()).toEqual(['append', 'readStream', 'append']);
  });

  test('says nothing of a change that others took back: it looks, and records it', async () => {
    const { door, other } = await opened();
    const first = await door(request('RecordAssessment', risk('a')));
    const targetEventId = first.answer.events[0]?.eventId;
    await other(request('RetractRecord', { targetEventId, reason: 'typing error', sources }));
    expect(await door(request('RecordAssessment', risk('a')))).toMatchObject({
      status: 201,
      answer: { version: 4 },
    });
  });

  test('refuses nothing that only its memory stands against', async () => {
    const { door, other } = await opened();
    const sign = { dealId: 'deal_1', signedOn: '2026-03-05', sources };
    const signed = await door(request('SignDeal', sign));
    const later = request('SignDeal', { ...sign, signedOn: '2026-03-06' });
    await expect(door(later)).rejects.toMatchObject({ problem: { code: 'STAGE_ALREADY_RECORDED' } });
    const targetEventId = signed.answer.events[0]?.eventId;
    await other(request('RetractRecord', { targetEventId, reason: 'typing error', sources }));
    expect(await door(later)).toMatchObject({ status: 201 });
  });

  test('knows what a correction made of earlier events, its own and those of others', async () => {
    const { door, other } = await opened();
    const first = await door(request('RecordAssessment', risk('a')));
    const targetEventId = first.answer.events[0]?.eventId;
    const correct = (to: string) => ({
      ...{ targetEventId, changes: [{ path: 'summary', to }], reason: 'typing error', sources },
    });
    await door(request('CorrectRecord', correct('b')));
    expect(await door(request('RecordAssessment', risk('b')))).toMatchObject({ status: 200 });
    await other(request('CorrectRecord', correct('c')));
    expect(await door(request('RecordAssessment', risk('c')))).toMatchObject({ status: 200 });
    expect(await door(request('RecordAssessment', risk('a')))).toMatchObject({ status: 201 });
  });

  test('points at an event that it has not heard of yet', async () => {
    const { door, other } = await opened();
    await door(request('RecordAssessment', risk('a')));
    const theirs = await other(request('RecordAssessment', risk('b')));
    const targetEventId = theirs.answer.events[0]?.eventId;
    const cite = { targetEventId, sources: [{ sourceId: 'source_1', locator: 'page 2' }] };
    expect(await door(request('CiteRecord', cite))).toMatchObject({ status: 201, answer: { version: 4 } });
  });

  test('judges If-Match by the log', async () => {
    const { door, other } = await opened();
    await door(request('RecordAssessment', risk('a')));
    await other(request('RecordAssessment', risk('b')));
    const at = (expectedVersion: number) => door(request('RecordAssessment', risk('c'), { expectedVersion }));
    await expect(at(2)).rejects.toMatchObject({
      problem: { code: 'VERSION_CONFLICT', currentVersion: 3 },
      headers: { etag: '"3"' },
    });
    expect((await at(3)).answer.version).toBe(4);
    await expect(at(3)).rejects.toMatchObject({ problem: { code: 'VERSION_CONFLICT', currentVersion: 4 } });
  });

  test('gives a repeat its first answer, also when If-Match would now fail, and refuses another body', async () => {
    const { door } = await opened();
    const once = { commandId: 'once', expectedVersion: 1 };
    const first = await door(request('RecordAssessment', risk('a'), once));
    expect(await door(request('RecordAssessment', risk('a'), once))).toEqual({ ...first, replayed: true });
    await expect(door(request('RecordAssessment', risk('b'), { commandId: 'once' }))).rejects.toMatchObject({
      problem: { code: 'COMMAND_ID_REUSED' },
    });
  });

  test('remembers nothing of a dry run', async () => {
    const { door } = await opened();
    expect(await door(request('RecordAssessment', risk('a'), { dryRun: true }))).toMatchObject({
      status: 200,
    });
    expect((await door(request('RecordAssessment', risk('a')))).answer.version).toBe(2);
  });

  test('forgets a stream of which it cannot tell whether its append was written', async () => {
    const { log } = await opened();
    const memory = openRememberedStreams();
    let breaks = true;
    const breaking: EventLog = {
      ...log,
      append: async (...given) => {
        const result = await log.append(...given);
        if (breaks) throw new Error('the connection was lost after the commit');
        return result;
      },
    };
    const door = openDoor(breaking, undefined, memory);
    await expect(door(request('RecordAssessment', risk('a')))).rejects.toThrow('lost');
    breaks = false;
    expect(memory.recall('main', 'deal_1')).toBeUndefined();
    expect(await door(request('RecordAssessment', risk('a')))).toMatchObject({ status: 200 });
  });

  test('gives up a stream that keeps moving after as many tries as one without', async () => {
    let tries = 0;
    const log: EventLog = {
      ...openInMemoryLog(),
      append: () => Promise.resolve({ result: 'versionConflict', version: ++tries }),
    };
    await expect(
      openDoor(log, undefined, openRememberedStreams())(request('RegisterSource', source)),
    ).rejects.toMatchObject({ problem: { code: 'TOO_MUCH_CONTENTION' } });
    expect(tries).toBe(attemptsMax);
  });
});

/** Few names, so that commands need, repeat, refuse and take back each other. */
const few = fc.integer({ min: 1, max: 3 }).map(String);
const cited = few.map((id) => [{ sourceId: `source_${id}` }]);
const date = fc.constantFrom('2026-03-05', '2026-02-01');
const command = fc.oneof(
  fc.record({ ...{ name: fc.constant('RegisterSource') }, sourceId: few.map((id) => `source_${id}`) }),
  fc.record({
    ...{ name: fc.constant('RegisterParty'), legalName: fc.constantFrom('A', 'B'), sources: cited },
    partyId: few.map((id) => `party_${id}`),
  }),
  fc.record({
    ...{ name: fc.constant('AnnounceDeal'), dealId: few.map((id) => `deal_${id}`), sources: cited },
    ...{ title: fc.constantFrom('T', 'U'), announcedOn: date },
    parties: few.map((id) => [{ partyId: `party_${id}`, role: 'supplier' }]),
  }),
  fc.record({
    ...{ name: fc.constant('SignDeal'), dealId: few.map((id) => `deal_${id}`), signedOn: date },
    sources: cited,
  }),
  fc.record({
    ...{ name: fc.constant('RecordAssessment'), dealId: few.map((id) => `deal_${id}`), sources: cited },
    ...{ kind: fc.constant('risk'), summary: fc.constantFrom('a', 'b') },
  }),
  fc.record({
    ...{ name: fc.constant('RetractRecord'), reason: fc.constant('typing error'), sources: cited },
    targetCommandId: fc.constantFrom('k1', 'k2', 'k3', 'their k1', 'their k2'),
  }),
  fc.record({
    ...{ name: fc.constant('CorrectRecord'), reason: fc.constant('typing error'), sources: cited },
    targetCommandId: fc.constantFrom('k1', 'k2', 'k3', 'their k1'),
    changes: fc.constantFrom('a', 'b', 'c').map((to) => [{ path: 'summary', to }]),
  }),
);
const fixed: Readonly<Record<string, Body>> = {
  RegisterSource: { publisher: 'P', publishedAt: 'unknown', tier: 'T1' },
  AnnounceDeal: { class: 'supply' },
};
const key = fc.option(fc.constantFrom('k1', 'k2', 'k3', 'k4', 'k5'), { nil: undefined });
const version = fc.option(fc.nat({ max: 3 }), { nil: undefined, freq: 8 });
/** Who asks: we, through the door in question, or another process. */
const step = fc
  .tuple(command, key, version, fc.constantFrom(...[true, true, false]), fc.boolean())
  .map(([{ name, ...body }, commandId, expectedVersion, isOurs, isDry]) => ({
    isOurs,
    request: request(
      name,
      { ...fixed[name], ...body },
      {
        commandId: isOurs || commandId === undefined ? commandId : `their ${commandId}`,
        ...{ expectedVersion, dryRun: isDry && commandId === undefined },
      },
    ),
  }));

const told = async (door: Door, asked: CommandRequest) => {
  try {
    return await door(asked);
  } catch (error) {
    if (error instanceof ProblemError) return { problem: error.problem, headers: error.headers };
    throw error;
  }
};

/** Ids that are made at random read as the position they stand for; times are not compared. */
const comparable = async (log: EventLog, answers: readonly unknown[]): Promise<string> => {
  const events = await log.readPage('main', { after: 0, limit: 1_000 });
  const names = new Map(
    events.flatMap(({ eventId, commandId, position }) =>
      [eventId, commandId].map((text) => [text, String(position)]),
    ),
  );
  return JSON.stringify({ answers, events }, (_field, value: unknown) =>
    typeof value === 'string'
      ? (names.get(value) ?? value)
          .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => names.get(id) ?? 'an id')
          .replaceAll(/\d{4}-\d\d-\d\dT\S+Z/g, 'a time')
      : value,
  );
};

const played = async (
  steps: readonly { isOurs: boolean; request: CommandRequest }[],
  memory?: RememberedStreams,
) => {
  const log = openInMemoryLog();
  const [ours, theirs] = [openDoor(log, undefined, memory), openDoor(log)];
  const answers = [];
  for (const { isOurs, request: asked } of steps) answers.push(await told(isOurs ? ours : theirs, asked));
  return await comparable(log, answers);
};

describe('whatever is asked, while others write to the same streams', () => {
  test.each([
    ['a memory for everything', undefined],
    ['a memory that holds next to nothing', 5_000],
  ])('the answers and the events with %s are those with none', async (_name, bytesMax) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const withMemory = await played(steps, openRememberedStreams(bytesMax));
        expect(withMemory).toBe(await played(steps));
      }),
      { numRuns: 200 },
    );
  });
});
