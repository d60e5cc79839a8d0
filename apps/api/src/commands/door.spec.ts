import { describe, expect, test } from '@jest/globals';
import type { EventLog } from '@dealtrail/event-sourcing/log';
import { openInMemoryLog } from '@dealtrail/ledger/in-memory-log';
import { attemptsMax, openDoor } from './door.ts';
import type { CommandRequest } from './door.ts';

const source = { sourceId: 'source_a', publisher: 'Acme Compute', publishedAt: 'unknown', tier: 'T1' };

const request = (change: Partial<CommandRequest> = {}): CommandRequest => ({
  ledgerId: 'main',
  actor: 'Ada',
  name: 'RegisterSource',
  body: { value: source, faults: [] },
  commandId: undefined,
  expectedVersion: undefined,
  dryRun: false,
  ...change,
});

describe('the door', () => {
  test('takes a command from its body to its event', async () => {
    const log = openInMemoryLog();
    const { status, answer } = await openDoor(log)(request());
    expect([status, answer.version, answer.position]).toEqual([201, 1, 1]);
    expect(
      JSON.parse((await log.readEvent('main', answer.events[0]?.eventId ?? ''))?.payload ?? ''),
    ).toMatchObject({ actor: 'Ada' });
  });

  test('the same news without a key leaves no trace', async () => {
    const log = openInMemoryLog();
    const door = openDoor(log);
    await door(request());
    const { status, answer } = await door(request());
    expect([status, answer.events]).toEqual([200, []]);
    expect(await log.findCommand('main', answer.commandId)).toBeUndefined();
  });

  test('a stream that keeps moving is given up after a named number of tries', async () => {
    let tries = 0;
    const log: EventLog = {
      ...openInMemoryLog(),
      append: () => Promise.resolve({ result: 'versionConflict', version: ++tries }),
    };
    await expect(openDoor(log)(request())).rejects.toMatchObject({
      problem: { code: 'TOO_MUCH_CONTENTION', status: 503 },
    });
    expect(tries).toBe(attemptsMax);
  });

  test('with If-Match a conflict is told at once, with the version there is now', async () => {
    const log: EventLog = {
      ...openInMemoryLog(),
      append: () => Promise.resolve({ result: 'versionConflict', version: 7 }),
    };
    await expect(openDoor(log)(request({ expectedVersion: 0 }))).rejects.toMatchObject({
      problem: { code: 'VERSION_CONFLICT', currentVersion: 7 },
      headers: { etag: '"7"' },
    });
  });

  test('what a duplicate that committed meanwhile stands in the way of is answered as that duplicate was', async () => {
    const memory = openInMemoryLog();
    const first = await openDoor(memory)(request({ commandId: 'once', expectedVersion: 0 }));
    let looks = 0;
    const log: EventLog = {
      ...memory,
      findCommand: async (...where) => (looks++ === 0 ? undefined : await memory.findCommand(...where)),
    };
    const second = await openDoor(log)(request({ commandId: 'once', expectedVersion: 0 }));
    expect(second).toEqual({ ...first, replayed: true });
  });

  test('today is judged where it is latest on earth', async () => {
    const body = (announcedOn: string) => ({
      value: {
        dealId: 'deal_a',
        class: 'supply',
        title: 'A',
        parties: [{ partyId: 'party_a', role: 'supplier' }],
        announcedOn,
        sources: [{ sourceId: 'source_a' }],
      },
      faults: [],
    });
    const door = openDoor(openInMemoryLog(), () => new Date('2026-03-02T10:00:00Z'));
    await expect(door(request({ name: 'AnnounceDeal', body: body('2026-03-04') }))).rejects.toMatchObject({
      problem: { code: 'OCCURRED_IN_FUTURE' },
    });
    // 2026-03-03 has begun at UTC+14; what stands in the way is the party, which was never recorded.
    await expect(door(request({ name: 'AnnounceDeal', body: body('2026-03-03') }))).rejects.toMatchObject({
      problem: { code: 'UNKNOWN_PARTY', errors: [{ pointer: '/parties/0/partyId' }] },
    });
  });
});
