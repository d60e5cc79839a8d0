import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { EventLog } from '@dealtrail/event-sourcing/log';
import type { LogUnderTest } from './event-log.contract.ts';
import { outcomeOf, probe, probeEvent, recorded, wholeLog } from './probe.ts';

/** What every event log promises to whoever reads. */
export const eventLogReadsContract = (name: string, open: () => Promise<LogUnderTest>): void => {
  describe(`${name} keeps the event log's contract of reading`, () => {
    let under: LogUnderTest;
    let log: EventLog;
    let ledgerId: string;
    beforeAll(async () => {
      under = await open();
      log = under.log;
    });
    beforeEach(async () => {
      ledgerId = await under.newLedger();
    });
    afterAll(() => under.close());

    const threeStreams = async () => {
      await recorded(log, probe(ledgerId, { streamId: 'a' }), probe(ledgerId, { streamId: 'b' }));
      await recorded(
        log,
        probe(ledgerId, { streamId: 'a', expectedVersion: 1, event: probeEvent('1', 'Other') }),
      );
      await recorded(
        log,
        probe(ledgerId, { streamId: 'c' }),
        probe(ledgerId, { streamId: 'b', expectedVersion: 1 }),
      );
    };
    const positions = (events: readonly { readonly position: number }[]) =>
      events.map(({ position }) => position);

    test('an event comes back as it went in, with what the log adds', async () => {
      const asked = probe(ledgerId, { streamId: 'a' });
      const [outcome] = await recorded(log, asked);
      const expected = {
        ...asked.event,
        position: 1,
        streamId: 'a',
        version: 1,
        recordedAt: outcome?.recordedAt,
        commandId: asked.commandId,
      };
      expect(await wholeLog(log, ledgerId)).toEqual([expected]);
      expect(await log.readEvent(ledgerId, asked.event?.eventId ?? '')).toEqual(expected);
      expect(await log.readEvent(ledgerId, probeEvent().eventId)).toBeUndefined();
      expect(await log.readEvent(ledgerId, 'not a uuid')).toBeUndefined();
    });

    test('the payload comes back byte for byte', async () => {
      const payloads = [
        '{ "b" : 1.50, "a":\t"ü€😀\\u0000\\ud800" , "b":1e400}',
        '{"quote":"\\"{}\\\\,NULL\\n","empty":""}',
        '[]',
        '"text"',
        'null',
        `{"long":"${'x'.repeat(100_000)}"}`,
      ];
      await Promise.all(
        payloads.map((payload) =>
          log.append(probe(ledgerId, { event: probeEvent(payload) })).then(outcomeOf),
        ),
      );
      const stored = (await wholeLog(log, ledgerId)).map((event) => event.payload);
      expect(stored.sort()).toEqual([...payloads].sort());
    });

    test('a stream reads oldest first, whole or up to a position; one that does not exist is empty', async () => {
      await threeStreams();
      expect(positions(await log.readStream(ledgerId, 'a'))).toEqual([1, 3]);
      expect(positions(await log.readStream(ledgerId, 'a', 2))).toEqual([1]);
      expect(await log.readStream(ledgerId, 'a', 0)).toEqual([]);
      expect(await log.readStream(ledgerId, 'nothing')).toEqual([]);
    });

    test('several streams read in the order of the log, each once', async () => {
      await threeStreams();
      expect(positions(await log.readStreams(ledgerId, ['b', 'a', 'b', 'nothing']))).toEqual([1, 2, 3, 5]);
      expect(positions(await log.readStreams(ledgerId, ['a', 'b'], 3))).toEqual([1, 2, 3]);
      expect(await log.readStreams(ledgerId, [])).toEqual([]);
    });

    test('pages follow on each other without a gap or a repeat', async () => {
      await threeStreams();
      expect(positions(await log.readPage(ledgerId, { after: 0, limit: 2 }))).toEqual([1, 2]);
      expect(positions(await log.readPage(ledgerId, { after: 2, limit: 2 }))).toEqual([3, 4]);
      expect(positions(await log.readPage(ledgerId, { after: 4, limit: 2 }))).toEqual([5]);
      expect(await log.readPage(ledgerId, { after: 5, limit: 2 })).toEqual([]);
      expect(await log.readPage(ledgerId, { after: 99, limit: 2 })).toEqual([]);
      expect(positions(await log.readPage(ledgerId, { after: 1, upTo: 3, limit: 9 }))).toEqual([2, 3]);
      expect(positions(await log.readPage(ledgerId, { after: 3, upTo: 99, limit: 9 }))).toEqual([4, 5]);
    });

    test('a page can keep to some types and to one stream', async () => {
      await threeStreams();
      expect(positions(await log.readPage(ledgerId, { after: 0, limit: 9, types: ['Other'] }))).toEqual([3]);
      expect(
        positions(await log.readPage(ledgerId, { after: 0, limit: 9, types: ['Other', 'ProbeSent'] })),
      ).toHaveLength(5);
      expect(await log.readPage(ledgerId, { after: 0, limit: 9, types: [] })).toEqual([]);
      expect(positions(await log.readPage(ledgerId, { after: 2, limit: 9, streamId: 'b' }))).toEqual([5]);
      expect(
        positions(await log.readPage(ledgerId, { after: 0, limit: 1, streamId: 'b', types: ['ProbeSent'] })),
      ).toEqual([2]);
    });

    test('a page of a size that is not served throws', async () => {
      for (const limit of [0, -1, 1.5, 10_001]) {
        await expect(log.readPage(ledgerId, { after: 0, limit })).rejects.toThrow(RangeError);
      }
      await expect(log.readPage(ledgerId, { after: -1, limit: 1 })).rejects.toThrow(RangeError);
    });

    test('the head is the last position and its time; an empty ledger has 0 and none', async () => {
      expect(await log.head(ledgerId)).toEqual({ position: 0, recordedAt: null });
      await threeStreams();
      const last = (await wholeLog(log, ledgerId)).at(-1);
      expect(await log.head(ledgerId)).toEqual({ position: 5, recordedAt: last?.recordedAt });
      expect(await log.recordedAt(ledgerId, 5)).toBe(last?.recordedAt);
      expect(await log.recordedAt(ledgerId, 0)).toBeNull();
      await expect(log.recordedAt(ledgerId, 6)).rejects.toThrow(RangeError);
    });

    test('every instant resolves to one position', async () => {
      await threeStreams();
      const events = await wholeLog(log, ledgerId);
      for (const { position, recordedAt } of events) {
        expect(await log.positionAt(ledgerId, recordedAt)).toBe(position);
        // A digit past the sixth is still before the next microsecond, and any offset will do.
        expect(await log.positionAt(ledgerId, recordedAt.replace('Z', '9Z'))).toBe(position);
        expect(await log.positionAt(ledgerId, recordedAt.replace('Z', '+00:00'))).toBe(position);
      }
      expect(await log.positionAt(ledgerId, '2001-01-01T00:00:00+05:30')).toBe(0);
      expect(await log.positionAt(ledgerId, '9999-12-31T23:59:59Z')).toBe('future');
    });

    test('an instant after the head and not after the clock is the head, and stays so', async () => {
      await recorded(log, probe(ledgerId));
      await new Promise((resolve) => setTimeout(resolve, 5));
      const instant = new Date().toISOString();
      await new Promise((resolve) => setTimeout(resolve, 2));
      expect(await log.positionAt(ledgerId, instant)).toBe(1);
      await recorded(log, probe(ledgerId));
      expect(await log.positionAt(ledgerId, instant)).toBe(1);
    });

    test('in an empty ledger every past instant is position 0', async () => {
      expect(await log.positionAt(ledgerId, '2020-01-01T00:00:00Z')).toBe(0);
      expect(await log.positionAt(ledgerId, '9999-01-01T00:00:00Z')).toBe('future');
    });

    test('what is no instant throws', async () => {
      for (const instant of ['yesterday', '2026-03-02', '2026-03-02T21:05:00', '2026-02-30T00:00:00Z', '']) {
        await expect(log.positionAt(ledgerId, instant)).rejects.toThrow(RangeError);
      }
    });
  });
};
