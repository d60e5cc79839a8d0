import { describe, expect, test } from '@jest/globals';
import type { EventLog } from '@dealtrail/event-sourcing/log';
import { openInMemoryLog } from '@dealtrail/ledger/in-memory-log';
import { attemptsMax, openDoor } from './door.ts';
import type { CommandRequest, Door } from './door.ts';
import { openRememberedStreams } from './remembered-streams.ts';

type Body = Readonly<Record<string, unknown>>;

const request = (name: string, value: Body, commandId?: string): CommandRequest => ({
  ...{ ledgerId: 'main', actor: 'Ada', name, body: { value, faults: [] } },
  ...{ commandId, expectedVersion: undefined, dryRun: false },
});

const sources = [{ sourceId: 'source_1' }];
const opening: readonly (readonly [string, Body])[] = [
  ['RegisterSource', { sourceId: 'source_1', publisher: 'P', publishedAt: 'unknown', tier: 'T1' }],
  ['RegisterParty', { partyId: 'party_1', legalName: 'A', sources }],
  [
    'AnnounceDeal',
    {
      ...{ dealId: 'deal_1', class: 'supply', title: 'T', announcedOn: '2026-03-02', sources },
      parties: [{ partyId: 'party_1', role: 'supplier' }],
    },
  ],
];
const risk = (summary: string, commandId?: string): CommandRequest =>
  request('RecordAssessment', { dealId: 'deal_1', kind: 'risk', summary, sources }, commandId);

/** A log that begins like every other of these, and goes on with these risks. */
const logWith = async (...summaries: readonly string[]): Promise<EventLog> => {
  const log = openInMemoryLog();
  const door = openDoor(log);
  for (const [name, body] of opening) await door(request(name, body));
  for (const summary of summaries) await door(risk(summary, `key of ${summary}`));
  return log;
};

/** As PostgreSQL with other servers behind it: an append finds out which of them answers. */
const replaceable = (first: EventLog) => {
  let [log, lineage, met] = [first, 1, 1];
  const asked: EventLog = {
    ...first,
    lineage: () => met,
    readStream: (...given) => log.readStream(...given),
    readStreams: (...given) => log.readStreams(...given),
    readEvent: (...given) => log.readEvent(...given),
    findCommand: (...given) => log.findCommand(...given),
    append: (append, options) => {
      met = lineage;
      return append.readIn === lineage
        ? log.append(append, options)
        : Promise.resolve({ result: 'replaced' });
    },
  };
  const replace = (by: EventLog): void => {
    log = by;
    lineage += 1;
  };
  return { log: asked, replace };
};

const streamOf = async (log: EventLog): Promise<readonly string[]> =>
  (await log.readStream('main', 'deal_1')).slice(1).map(({ commandId }) => commandId);

describe('A door whose log is replaced by one that has lost the newest events, and has others in their place', () => {
  const opened = async () => {
    const { log, replace } = replaceable(await logWith());
    const door: Door = openDoor(log, undefined, openRememberedStreams());
    await door(risk('lost', 'key of lost'));
    const other = await logWith('kept');
    replace(other);
    return { door, other, replace };
  };

  test('records nothing that it decided on the events that are gone', async () => {
    const { door, other } = await opened();
    // By what it remembers this is news, and the deal is at the version that it remembers.
    const answered = await door(risk('kept', 'another key'));
    expect(answered.status).toBe(200);
    expect(await streamOf(other)).toEqual(['key of kept']);
  });

  test('records again what is gone, and goes on by what it finds', async () => {
    const { door, other } = await opened();
    expect(await door(risk('lost', 'key of lost'))).toMatchObject({ status: 201, replayed: false });
    expect(await door(risk('new', 'key of new'))).toMatchObject({ answer: { version: 4 } });
    expect(await streamOf(other)).toEqual(['key of kept', 'key of lost', 'key of new']);
  });

  test('looks anew for what a command points at', async () => {
    const { door } = await opened();
    const retract = { targetCommandId: 'key of lost', reason: 'typing error', sources };
    await expect(door(request('RetractRecord', retract))).rejects.toMatchObject({
      problem: { code: 'UNKNOWN_EVENT' },
    });
  });

  test('gives up, with a clear word, where it is replaced again and again', async () => {
    let tries = 0;
    const log: EventLog = {
      ...(await logWith()),
      append: () => {
        tries += 1;
        return Promise.resolve({ result: 'replaced' });
      },
    };
    await expect(openDoor(log)(risk('a'))).rejects.toMatchObject({
      problem: { code: 'TOO_MUCH_CONTENTION', status: 503 },
    });
    expect(tries).toBe(attemptsMax);
  });
});
