import { describe, expect, test } from '@jest/globals';
import type { Append, EventLog } from '@dealtrail/event-sourcing/log';
import { openInMemoryLog } from '@dealtrail/ledger/in-memory-log';
import fc from 'fast-check';
import type { Line } from '../edge/lines.ts';
import type { LineAnswer } from './bulk.ts';
import type { AnswerLines } from './bulk-answer.ts';
import { openDoor } from './door.ts';
import { oneByOne, together } from './together.ts';
import type { Ways } from './together.ts';

const ledgerId = 'main';

type Write = Ways['write'];

/** As PostgreSQL does it: tried on top of the log first, then written, or nothing at all. */
const writeOn =
  (log: EventLog): Write =>
  async (appends) => {
    for (const target of [openInMemoryLog({ base: log }), log]) {
      const results = [];
      for (const append of appends) results.push(await target.append(append));
      const outcomes = results.flatMap((each) => (each.result === 'appended' ? [each.outcome] : []));
      if (outcomes.length < appends.length) return undefined;
      if (target === log) return outcomes;
    }
    return undefined;
  };

const unforeseen: Ways['unforeseen'] = (error) => {
  throw error;
};

const through: Ways['through'] =
  (door) =>
  ({ name, commandId, body }) =>
    door({ ledgerId, actor: 'Ada', name, commandId, body, expectedVersion: undefined, dryRun: false });

const singly = (log: EventLog): AnswerLines => oneByOne(through(openDoor(log)), unforeseen);

const atOnce = (log: EventLog, write: Write = writeOn(log)): AnswerLines => {
  const findCommands = async (_ledgerId: string, ids: readonly string[]) =>
    (await Promise.all(ids.map((id) => log.findCommand(ledgerId, id)))).filter((each) => each !== undefined);
  return together({ ...log, findCommands }, ledgerId, { through, door: openDoor(log), write, unforeseen });
};

/** Few names, so that lines need, repeat and contradict each other. */
const few = fc.integer({ min: 1, max: 4 }).map(String);
const cited = few.map((source) => [{ sourceId: `source_${source}` }]);
const key = fc.option(fc.constantFrom('k1', 'k2', 'k3', 'k4', 'k5'), { nil: undefined });
const line = fc.oneof(
  fc.record({
    ...{ command: fc.constant('RegisterSource'), idempotencyKey: key, publisher: fc.constantFrom('P', 'Q') },
    ...{
      sourceId: few.map((id) => `source_${id}`),
      publishedAt: fc.constant('unknown'),
      tier: fc.constant('T1'),
    },
    url: fc.option(
      few.map((id) => `https://example.com/${id}`),
      { nil: undefined },
    ),
  }),
  fc.record({
    ...{ command: fc.constant('RegisterParty'), idempotencyKey: key, legalName: fc.constantFrom('A', 'B') },
    ...{ partyId: few.map((id) => `party_${id}`), sources: cited },
  }),
  fc.record({
    ...{ command: fc.constant('AnnounceDeal'), dealId: few.map((id) => `deal_${id}`), sources: cited },
    ...{
      class: fc.constant('supply'),
      title: fc.constantFrom('T', 'U'),
      announcedOn: fc.constant('2026-03-02'),
    },
    parties: few.map((id) => [{ partyId: `party_${id}`, role: 'supplier' }]),
  }),
  fc.record({
    ...{ command: fc.constant('SignDeal'), dealId: few.map((id) => `deal_${id}`), sources: cited },
    signedOn: fc.constantFrom('2026-03-05', '2026-02-01'),
  }),
  fc.record({
    ...{ command: fc.constantFrom('RetractRecord', 'Nothing'), reason: fc.constant('typing error') },
    ...{ targetCommandId: fc.constantFrom('k1', 'k2', 'k3'), sources: cited },
  }),
);
const text = fc.oneof(
  { weight: 12, arbitrary: line.map((each) => JSON.stringify(each)) },
  { weight: 1, arbitrary: fc.constantFrom('', '{"command":', '[]', '{"command":"SignDeal"}') },
);
const file = fc.array(text, { maxLength: 40 });

const linesIn = (texts: readonly string[]): readonly Line[] =>
  texts.map((each, index) => ({ number: index + 1, bytes: Buffer.from(each) }));

/** The lines as they arrive: cut into batches of any sizes. */
const upload = async (answer: AnswerLines, lines: readonly Line[], size = lines.length + 1) => {
  const answers: LineAnswer[] = [];
  for (let from = 0; from < lines.length; from += size)
    for await (const one of answer(lines.slice(from, from + size))) answers.push(one);
  return answers;
};

/** Event ids are random: each reads as the position of its event. */
const comparable = async (log: EventLog, answers: readonly LineAnswer[]) => {
  const events = await log.readPage(ledgerId, { after: 0, limit: 1_000 });
  const positions = new Map(events.map(({ eventId, position }) => [eventId, position]));
  const told = JSON.stringify({
    answers,
    events: events.map(({ recordedAt, ...event }) => ({ ...event, at: typeof recordedAt })),
  });
  return told.replaceAll(
    /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
    (id) => `event ${String(positions.get(id))}`,
  );
};

const inOrder = (answers: readonly LineAnswer[], lines: readonly Line[]): void => {
  expect(answers.map(({ line }) => line)).toEqual(lines.map(({ number }) => number));
  const positions = answers.flatMap(({ status, replayed, position = 0 }) =>
    status === 201 && replayed === undefined ? [position] : [],
  );
  expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
};

describe('lines that are written together', () => {
  test('come to what they come to one after the other, whatever they hold and however they arrive', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(file, fc.integer({ min: 1, max: 41 }), async (texts, size) => {
        const lines = linesIn(texts);
        const [one, other] = [openInMemoryLog(), openInMemoryLog()];
        const write: Write = async (appends) => {
          const written = await writeOn(other)(appends);
          if (written === undefined) refused++;
          return written;
        };
        const answers = await upload(atOnce(other, write), lines, size);
        inOrder(answers, lines);
        expect(await comparable(other, answers)).toBe(
          await comparable(one, await upload(singly(one), lines)),
        );
      }),
      { numRuns: 300 },
    );
    // Nobody else writes: what was rehearsed is always what the log takes.
    expect(refused).toBe(0);
  });

  test('while others write to the same streams, each is answered in order for what became of it', async () => {
    await fc.assert(
      fc.asyncProperty(file, file, async (texts, others) => {
        const log = openInMemoryLog();
        const theirs = [...linesIn(others.map((each) => each.replaceAll(/"k(\d)"/g, '"their-$1"')))];
        const write: Write = async (appends) => {
          await upload(singly(log), theirs.splice(0, 5));
          return await writeOn(log)(appends);
        };
        const lines = linesIn(texts);
        const answers = await upload(atOnce(log, write), lines, 10);
        inOrder(answers, lines);
        for (const { status, replayed, position } of answers) {
          const [event] =
            position === undefined ? [] : await log.readPage(ledgerId, { after: position - 1, limit: 1 });
          expect(event === undefined).toBe(status >= 400);
          if (replayed === undefined && event !== undefined && status === 201)
            expect(
              answers.filter(
                (each) => each.position === position && each.replayed === undefined && each.status === 201,
              ),
            ).toHaveLength(1);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('what stands against writing together', () => {
  const source = { command: 'RegisterSource', publisher: 'P', publishedAt: 'unknown', tier: 'T1' };
  const two = linesIn(['1', '2'].map((id) => JSON.stringify({ ...source, sourceId: `source_${id}` })));

  test.each<[string, Write]>([
    ['a refusal', () => Promise.resolve(undefined)],
    ['a breakdown', () => Promise.reject(new Error('the connection was lost'))],
  ])('%s: the lines go one by one', async (_what, write) => {
    const log = openInMemoryLog();
    expect(await upload(atOnce(log, write), two)).toMatchObject([
      { status: 201, position: 1 },
      { status: 201, position: 2 },
    ]);
  });

  test('a breakdown after all was written: the lines are answered as replayed', async () => {
    const log = openInMemoryLog();
    const write = async (appends: readonly Append[]) => {
      await writeOn(log)(appends);
      throw new Error('the connection was lost after the commit');
    };
    expect(await upload(atOnce(log, write), two)).toEqual([
      { line: 1, status: 201, position: 1, replayed: true },
      { line: 2, status: 201, position: 2, replayed: true },
    ]);
  });

  test('nothing, where others wrote elsewhere meanwhile: positions are those that the lines came to', async () => {
    const log = openInMemoryLog();
    const write: Write = async (appends) => {
      await upload(singly(log), linesIn([JSON.stringify({ ...source, sourceId: 'source_elsewhere' })]));
      return await writeOn(log)(appends);
    };
    expect(await upload(atOnce(log, write), two)).toEqual([
      { line: 1, status: 201, position: 2 },
      { line: 2, status: 201, position: 3 },
    ]);
  });

  test('a lone line goes its own way', async () => {
    const never: Write = () => Promise.reject(new Error('not asked'));
    expect(await upload(atOnce(openInMemoryLog(), never), two.slice(0, 1))).toMatchObject([{ status: 201 }]);
  });
});
