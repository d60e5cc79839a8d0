import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { EventLog } from '@dealtrail/event-sourcing/log';
import { fingerprintOf, outcomeOf, probe, probeEvent, quietly, recorded, wholeLog } from './probe.ts';

export type LogUnderTest = {
  readonly log: EventLog;
  /** An empty ledger. */
  readonly newLedger: () => Promise<string>;
  readonly close: () => Promise<void>;
};

const url = { scope: 'source.url', key: 'https://example.com/8k' };

/** What every event log promises to whoever appends. The reads: event-log-reads.contract.ts. */
export const eventLogContract = (name: string, open: () => Promise<LogUnderTest>): void => {
  describe(`${name} keeps the event log's contract of appending`, () => {
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

    describe('order', () => {
      test('positions are 1, 2, 3 ... in the ledger and versions 1, 2, 3 ... in the stream', async () => {
        await recorded(log, probe(ledgerId, { streamId: 'a' }), probe(ledgerId, { streamId: 'b' }));
        await recorded(log, probe(ledgerId, { streamId: 'a', expectedVersion: 1 }));
        const events = await wholeLog(log, ledgerId);
        expect(events.map(({ position, streamId, version }) => [position, streamId, version])).toEqual([
          [1, 'a', 1],
          [2, 'b', 1],
          [3, 'a', 2],
        ]);
      });

      test('appends at the same time get every position once, and recordedAt rises with position', async () => {
        const outcomes = await Promise.all(
          Array.from({ length: 600 }, () => log.append(probe(ledgerId)).then(outcomeOf)),
        );
        const positions = outcomes.map((outcome) => outcome.position).sort((a, b) => a - b);
        expect(positions).toEqual(Array.from({ length: 600 }, (_, index) => index + 1));
        const times = (await wholeLog(log, ledgerId)).map((event) => event.recordedAt);
        expect(times.every((time, index) => index === 0 || time > (times[index - 1] ?? ''))).toBe(true);
        expect(times[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      });

      test('each ledger counts for itself', async () => {
        const other = await under.newLedger();
        await recorded(log, probe(ledgerId), probe(ledgerId), probe(other));
        expect([(await log.head(ledgerId)).position, (await log.head(other)).position]).toEqual([2, 1]);
      });

      test('a refusal uses no position', async () => {
        await recorded(log, probe(ledgerId, { streamId: 'a' }));
        await log.append(probe(ledgerId, { streamId: 'a' }));
        expect(await recorded(log, probe(ledgerId))).toMatchObject([{ position: 2 }]);
      });

      test('a ledger that does not exist throws', async () => {
        await expect(log.append(probe('no-such-ledger'))).rejects.toThrow('no-such-ledger');
        await expect(log.head('no-such-ledger')).rejects.toThrow('no-such-ledger');
      });
    });

    describe('expected version', () => {
      test('0: the stream must not exist', async () => {
        const [first] = await recorded(log, probe(ledgerId, { streamId: 'a' }));
        expect(first).toMatchObject({ streamId: 'a', version: 1, position: 1 });
        expect(await log.append(probe(ledgerId, { streamId: 'a' }))).toEqual({
          result: 'versionConflict',
          version: 1,
        });
      });

      test('a version that the stream has not reached is a conflict too', async () => {
        expect(await log.append(probe(ledgerId, { streamId: 'a', expectedVersion: 3 }))).toEqual({
          result: 'versionConflict',
          version: 0,
        });
      });

      test('of many writers at the same version exactly one wins', async () => {
        const results = await Promise.all(
          Array.from({ length: 20 }, () => log.append(probe(ledgerId, { streamId: 'a' }))),
        );
        expect(results.filter(({ result }) => result === 'appended')).toHaveLength(1);
        expect(results.filter(({ result }) => result === 'versionConflict')).toHaveLength(19);
        expect(await log.readStream(ledgerId, 'a')).toHaveLength(1);
      });
    });

    describe('any version', () => {
      test('the event comes after whatever is there, and opens a stream that is not', async () => {
        await recorded(log, probe(ledgerId, { streamId: 'a' }));
        const outcomes = await recorded(
          log,
          probe(ledgerId, { streamId: 'a', expectedVersion: 'any' }),
          probe(ledgerId, { streamId: 'b', expectedVersion: 'any' }),
        );
        expect(outcomes).toMatchObject([
          { streamId: 'a', version: 2, position: 2 },
          { streamId: 'b', version: 1, position: 3 },
        ]);
      });

      test('many at once on few streams: nobody meets a conflict, versions and positions are dense', async () => {
        const asked = Array.from({ length: 300 }, (_, index) =>
          probe(ledgerId, { streamId: `hot-${String(index % 3)}`, expectedVersion: 'any' }),
        );
        const outcomes = (await Promise.all(asked.map((append) => log.append(append)))).map(outcomeOf);
        const events = await wholeLog(log, ledgerId);
        expect(events.map(({ position }) => position)).toEqual(asked.map((_, index) => index + 1));
        for (const streamId of ['hot-0', 'hot-1', 'hot-2']) {
          const versions = events
            .filter((event) => event.streamId === streamId)
            .map(({ version }) => version);
          expect(versions).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
        }
        const told = new Map(outcomes.map((outcome) => [outcome.event?.eventId, outcome]));
        for (const { eventId, streamId, version, position, recordedAt } of events)
          expect(told.get(eventId)).toMatchObject({ streamId, version, position, recordedAt });
      });

      test('beside repeats and refusals each still comes to the version it is told', async () => {
        const known = probe(ledgerId, { streamId: 'a', expectedVersion: 'any' });
        await recorded(log, known);
        const results = await Promise.all([
          log.append(probe(ledgerId, { streamId: 'a', expectedVersion: 'any' })),
          log.append(known),
          log.append(
            probe(ledgerId, {
              streamId: 'a',
              expectedVersion: 'any',
              requires: [{ kind: 'streamExists', streamId: 'nowhere' }],
            }),
          ),
          log.append(probe(ledgerId, { streamId: 'a', expectedVersion: 'any' })),
        ]);
        expect(results.map(({ result }) => result)).toEqual([
          'appended',
          'replayed',
          'requirementFailed',
          'appended',
        ]);
        expect(results.map((one) => ('outcome' in one ? one.outcome.version : 0))).toEqual([2, 1, 0, 3]);
      });

      test('to change nothing, a version must be named', async () => {
        const asked = quietly(probe(ledgerId, { expectedVersion: 'any' }));
        await expect(log.append(asked)).rejects.toThrow('append event');
      });
    });

    describe('a command is done once', () => {
      test('the same command again gives its first outcome, even when the stream has moved on', async () => {
        const asked = probe(ledgerId, { streamId: 'a' });
        const [first] = await recorded(log, asked);
        await recorded(log, probe(ledgerId, { streamId: 'a', expectedVersion: 1 }));
        expect(await log.append({ ...asked, event: probeEvent() })).toEqual({
          result: 'replayed',
          outcome: first,
        });
        expect(await log.findCommand(ledgerId, asked.commandId)).toEqual(first);
        expect(first?.event).toEqual({ eventId: asked.event?.eventId, type: 'ProbeSent' });
      });

      test('sent many times at once it is written once', async () => {
        const asked = probe(ledgerId);
        const results = await Promise.all(
          Array.from({ length: 10 }, () => log.append({ ...asked, event: probeEvent() })),
        );
        expect(results.map(({ result }) => result).sort()).toEqual([
          'appended',
          ...Array<string>(9).fill('replayed'),
        ]);
        expect(new Set(results.map((result) => outcomeOf(result).event?.eventId)).size).toBe(1);
        expect(await wholeLog(log, ledgerId)).toHaveLength(1);
      });

      test('the same id with another request is refused', async () => {
        const asked = probe(ledgerId);
        await recorded(log, asked);
        const other = { ...asked, event: probeEvent(), fingerprint: fingerprintOf('another body') };
        expect(await log.append(other)).toEqual({ result: 'commandIdReused' });
        expect(await log.append(quietly({ ...other, expectedVersion: 1 }))).toEqual({
          result: 'commandIdReused',
        });
      });

      test('a command that changes nothing is kept as well, and takes no position', async () => {
        await recorded(log, probe(ledgerId, { streamId: 'a' }), probe(ledgerId));
        const quiet = quietly(probe(ledgerId, { streamId: 'a', expectedVersion: 1, commandId: 'quiet' }));
        const [first] = await recorded(log, quiet);
        expect(first).toMatchObject({ commandId: 'quiet', streamId: 'a', version: 1, position: 1 });
        expect(first).not.toHaveProperty('event');
        await recorded(log, probe(ledgerId, { streamId: 'a', expectedVersion: 1 }));
        expect(await log.append(quiet)).toEqual({ result: 'replayed', outcome: first });
        expect(await log.findCommand(ledgerId, 'quiet')).toEqual(first);
        expect(await log.append({ ...quiet, fingerprint: fingerprintOf('other') })).toEqual({
          result: 'commandIdReused',
        });
        expect((await log.head(ledgerId)).position).toBe(3);
      });

      test('a command that changes nothing is judged by its expected version all the same', async () => {
        await recorded(
          log,
          probe(ledgerId, { streamId: 'a' }),
          probe(ledgerId, { streamId: 'a', expectedVersion: 1 }),
        );
        const quiet = quietly(probe(ledgerId, { streamId: 'a', expectedVersion: 1 }));
        expect(await log.append(quiet)).toEqual({ result: 'versionConflict', version: 2 });
      });

      test('a refusal is not kept: asked again, it is judged again', async () => {
        const asked = probe(ledgerId, { requires: [{ kind: 'streamExists', streamId: 'later' }] });
        expect(await log.append(asked)).toMatchObject({ result: 'requirementFailed' });
        expect(await log.findCommand(ledgerId, asked.commandId)).toBeUndefined();
        await recorded(log, probe(ledgerId, { streamId: 'later' }));
        expect(await log.append(asked)).toMatchObject({ result: 'appended' });
      });

      test('a command id of one ledger means nothing in another', async () => {
        const asked = probe(ledgerId);
        await recorded(log, asked);
        const other = await under.newLedger();
        expect(await log.append({ ...asked, ledgerId: other })).toMatchObject({ result: 'appended' });
      });
    });

    describe('requirements', () => {
      test('each that does not hold refuses the append and is named', async () => {
        await recorded(log, probe(ledgerId, { streamId: 'a', reserves: [url] }));
        const failing = [
          { kind: 'streamExists', streamId: 'b' },
          { kind: 'streamAt', streamId: 'a', version: 2 },
          { kind: 'streamAt', streamId: 'b', version: 1 },
          { kind: 'free', ...url },
        ] as const;
        for (const requirement of failing) {
          const requires = [{ kind: 'streamExists', streamId: 'a' } as const, requirement];
          expect(await log.append(probe(ledgerId, { requires }))).toEqual({
            result: 'requirementFailed',
            requirement,
          });
        }
        expect((await log.head(ledgerId)).position).toBe(1);
      });

      test('all that hold let it pass; version 0 means the stream does not exist', async () => {
        await recorded(log, probe(ledgerId, { streamId: 'a' }));
        const requires = [
          { kind: 'streamExists', streamId: 'a' },
          { kind: 'streamAt', streamId: 'a', version: 1 },
          { kind: 'streamAt', streamId: 'b', version: 0 },
          { kind: 'free', ...url },
        ] as const;
        expect(await log.append(probe(ledgerId, { requires }))).toMatchObject({ result: 'appended' });
      });

      test('of two appends that each require what the other changes, at most one passes', async () => {
        await recorded(log, probe(ledgerId, { streamId: 'a' }), probe(ledgerId, { streamId: 'b' }));
        const onB = { kind: 'streamAt', streamId: 'b', version: 1 } as const;
        const onA = { kind: 'streamAt', streamId: 'a', version: 1 } as const;
        const results = await Promise.all([
          log.append(probe(ledgerId, { streamId: 'a', expectedVersion: 1, requires: [onB] })),
          log.append(probe(ledgerId, { streamId: 'b', expectedVersion: 1, requires: [onA] })),
        ]);
        expect(results.map(({ result }) => result).sort()).toEqual(['appended', 'requirementFailed']);
      });
    });

    describe('reservations', () => {
      test('a name is held by one stream; the refused one learns which', async () => {
        await recorded(log, probe(ledgerId, { streamId: 'a', reserves: [url] }));
        expect(await log.append(probe(ledgerId, { reserves: [url] }))).toEqual({
          result: 'reserved',
          reservation: url,
          holder: 'a',
        });
        expect(await log.holders(ledgerId, [{ ...url, scope: 'other' }, url])).toEqual([undefined, 'a']);
      });

      test('its holder may reserve it again', async () => {
        await recorded(log, probe(ledgerId, { streamId: 'a', reserves: [url] }));
        await recorded(log, probe(ledgerId, { streamId: 'a', expectedVersion: 1, reserves: [url] }));
        expect(await log.holders(ledgerId, [url])).toEqual(['a']);
      });

      test('released by its holder it is free; a release by another does nothing', async () => {
        await recorded(
          log,
          probe(ledgerId, { streamId: 'a', reserves: [url] }),
          probe(ledgerId, { releases: [url] }),
        );
        expect(await log.holders(ledgerId, [url])).toEqual(['a']);
        await recorded(log, probe(ledgerId, { streamId: 'a', expectedVersion: 1, releases: [url] }));
        expect(await log.holders(ledgerId, [url])).toEqual([undefined]);
        expect(await log.append(probe(ledgerId, { streamId: 'b', reserves: [url] }))).toMatchObject({
          result: 'appended',
        });
      });

      test('of many that reserve a name at once exactly one gets it', async () => {
        const results = await Promise.all(
          Array.from({ length: 20 }, () => log.append(probe(ledgerId, { reserves: [url] }))),
        );
        expect(results.filter(({ result }) => result === 'appended')).toHaveLength(1);
        expect(results.filter(({ result }) => result === 'reserved')).toHaveLength(19);
      });

      test('a refused append leaves none of its names taken and none released', async () => {
        const free = { scope: 'source.sha256', key: 'ab' };
        await recorded(
          log,
          probe(ledgerId, { streamId: 'a', reserves: [url] }),
          probe(ledgerId, { streamId: 'b' }),
        );
        await log.append(probe(ledgerId, { streamId: 'b', expectedVersion: 1, reserves: [free, url] }));
        await log.append(probe(ledgerId, { streamId: 'a', expectedVersion: 7, releases: [url] }));
        expect(await log.holders(ledgerId, [free, url])).toEqual([undefined, 'a']);
      });

      test('a key may be longer than an index entry', async () => {
        const long = { scope: 'source.url', key: `https://example.com/${'ü'.repeat(4_000)}` };
        await recorded(log, probe(ledgerId, { streamId: 'a', reserves: [long] }));
        expect(await log.append(probe(ledgerId, { reserves: [long] }))).toMatchObject({
          result: 'reserved',
          holder: 'a',
        });
      });
    });

    describe('a dry run', () => {
      test('says what would become of the append and writes nothing', async () => {
        await recorded(log, probe(ledgerId, { streamId: 'a' }));
        const asked = probe(ledgerId, { streamId: 'a', expectedVersion: 1, reserves: [url] });
        const results = await Promise.all([1, 2, 3].map(() => log.append(asked, { dryRun: true })));
        for (const result of results) {
          expect(result).toMatchObject({ result: 'appended', outcome: { version: 2, position: 2 } });
        }
        expect(await log.head(ledgerId)).toMatchObject({ position: 1 });
        expect(await log.findCommand(ledgerId, asked.commandId)).toBeUndefined();
        expect(await log.holders(ledgerId, [url])).toEqual([undefined]);
        expect(await log.append(asked)).toMatchObject({ result: 'appended' });
      });

      test('refuses what the append would be refused for', async () => {
        await recorded(log, probe(ledgerId, { streamId: 'a', reserves: [url] }));
        const dryRun = (changes: Parameters<typeof probe>[1]) =>
          log.append(probe(ledgerId, changes), { dryRun: true });
        expect(await dryRun({ streamId: 'a' })).toEqual({ result: 'versionConflict', version: 1 });
        expect(await dryRun({ reserves: [url] })).toMatchObject({ result: 'reserved' });
        expect(await dryRun({ requires: [{ kind: 'free', ...url }] })).toMatchObject({
          result: 'requirementFailed',
        });
      });
    });

    describe('one bad append of a group fails alone', () => {
      test('a payload that is not JSON and an event id that is taken are thrown at their callers', async () => {
        const taken = probeEvent();
        await recorded(log, probe(ledgerId, { event: taken }));
        const outcomes = await Promise.allSettled([
          ...Array.from({ length: 30 }, () => log.append(probe(ledgerId))),
          log.append(probe(ledgerId, { event: probeEvent('{"cut": ') })),
          log.append(probe(ledgerId, { event: taken })),
          ...Array.from({ length: 30 }, () => log.append(probe(ledgerId))),
        ]);
        expect(outcomes.map(({ status }) => status).filter((status) => status === 'rejected')).toHaveLength(
          2,
        );
        expect(outcomes.slice(30, 32).every(({ status }) => status === 'rejected')).toBe(true);
        expect((await log.head(ledgerId)).position).toBe(61);
      });
    });
  });
};
