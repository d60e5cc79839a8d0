import { readFileSync } from 'node:fs';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { decide, parseCommand } from '@dealtrail/deals/command';
import { chains, recordedOf } from '@dealtrail/deals/history';
import { eventTypes, isCommandName, sliceOfEvent } from '@dealtrail/deals/registry';
import { describe, expect, test } from '@jest/globals';

/**
 * Events as they were stored, at least one of every type and version there ever was. Lines are only added, never
 * changed: what is in a customer's log is there for good, and today's code must read it.
 */
const stored = readFileSync(new URL('events-as-stored.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as StoredEvent);

const versionsOf = (type: string): readonly number[] =>
  Array.from({ length: chains[type]?.current ?? 0 }, (_, index) => index + 1);

describe('events of every shape there ever was', () => {
  test.each(eventTypes.flatMap((type) => versionsOf(type).map((version) => [type, version] as const)))(
    '%s version %i is in the golden file',
    (type, version) => {
      expect(stored.some((event) => event.type === type && event.schemaVersion === version)).toBe(true);
    },
  );
  test.each(stored.map((event) => [event.position, event.type, event] as const))(
    'line %i, a %s, is read in the shape of today and is valid in it',
    (_, type, event) => {
      const { data, schemaVersion } = recordedOf(event);
      expect(schemaVersion).toBe(chains[type]?.current);
      expect(sliceOfEvent(type)?.fields.parse(data)).toEqual(data);
    },
  );
  test.each(stored.filter(({ type, schemaVersion }) => schemaVersion === chains[type]?.current))(
    'line $position, in the shape of today, is read byte for byte',
    (event) => {
      const { eventId, position, streamId, version, type, schemaVersion, recordedAt, commandId, ...payload } =
        recordedOf(event);
      expect({ eventId, position, streamId, version, type, schemaVersion, recordedAt, commandId }).toEqual({
        ...event,
        payload: undefined,
      });
      expect(JSON.stringify(payload)).toBe(event.payload);
    },
  );
});

describe('the commands that made them', () => {
  const history = stored.map(recordedOf);
  const targetsOf = (data: object) =>
    Object.fromEntries(
      Object.entries(data).flatMap(([field, eventId]) => {
        const target = history.find((event) => event.eventId === eventId);
        return target === undefined ? [] : [[field, target]];
      }),
    );

  test.each(history.map((event) => [event.position, event.type, event] as const))(
    'line %i: asking for the same %s again records nothing',
    (_, type, event) => {
      const name = sliceOfEvent(type)?.command ?? '';
      if (!isCommandName(name)) throw new Error(`nobody makes a ${type}`);
      const { sources, modality } = event;
      const parsed = parseCommand(name, { ...(event.data as object), sources, modality });
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
      const before = history.filter(
        (each) => each.streamId === event.streamId && each.position <= event.position,
      );
      const targets = targetsOf(event.data as object);
      const decision = decide(parsed.command, before, { today: '2026-11-22', targets, streams: new Map() });
      expect(decision).toMatchObject({ outcome: 'accepted', events: [] });
    },
  );
});
