import { describe, expect, test } from '@jest/globals';
import type { Append } from '@dealtrail/event-sourcing/log';
import { appendLimits, checkAppend } from './check-append.ts';

const quiet: Append = {
  ledgerId: 'main',
  streamId: 'deal_acme',
  expectedVersion: 0,
  commandId: 'key "1"',
  fingerprint: 'ab'.repeat(32),
  requires: [{ kind: 'streamExists', streamId: 'party_acme' }],
  reserves: [{ scope: 'source.url', key: 'https://example.com/ü' }],
  releases: [],
};
const event = (changes: Partial<NonNullable<Append['event']>>): Partial<Append> => ({
  event: {
    eventId: '0198aaaa-0000-7000-8000-000000000000',
    type: 'T',
    schemaVersion: 1,
    payload: '{}',
    ...changes,
  },
});
const good: Append = { ...quiet, ...event({}) };
const long = (chars: number) => 'x'.repeat(chars);
const key = (text: string): Partial<Append> => ({ reserves: [{ scope: 's', key: text }] });

describe('What no log takes', () => {
  test('is not an append within the limits, to the last character', () => {
    expect(() => {
      checkAppend(good);
    }).not.toThrow();
    const widest: Append = {
      ...good,
      ledgerId: long(appendLimits.ledgerIdCharsMax),
      streamId: long(appendLimits.streamIdCharsMax),
      commandId: long(appendLimits.commandIdCharsMax),
      ...event({ type: long(appendLimits.typeCharsMax), payload: long(appendLimits.payloadBytesMax) }),
      ...key(long(appendLimits.reservationKeyCharsMax)),
    };
    expect(() => {
      checkAppend(widest);
    }).not.toThrow();
  });

  const cases: readonly (readonly [string, Append])[] = [
    ['ledgerId', { ...good, ledgerId: 'Main' }],
    ['ledgerId', { ...good, ledgerId: long(appendLimits.ledgerIdCharsMax + 1) }],
    ['streamId', { ...good, streamId: '' }],
    ['streamId', { ...good, streamId: long(appendLimits.streamIdCharsMax + 1) }],
    ['commandId', { ...good, commandId: long(appendLimits.commandIdCharsMax + 1) }],
    ['commandId', { ...good, commandId: 'tab\t' }],
    ['commandId', { ...good, commandId: 'line\n' }],
    ['fingerprint', { ...good, fingerprint: 'AB'.repeat(32) }],
    ['expectedVersion', { ...good, expectedVersion: -1 }],
    ['expectedVersion', { ...good, expectedVersion: 0.5 }],
    ['event: give one', quiet],
    ['event.eventId', { ...good, ...event({ eventId: 'one' }) }],
    ['event.type', { ...good, ...event({ type: long(appendLimits.typeCharsMax + 1) }) }],
    ['event.schemaVersion', { ...good, ...event({ schemaVersion: 0 }) }],
    ['event.schemaVersion', { ...good, ...event({ schemaVersion: appendLimits.schemaVersionMax + 1 }) }],
    ['event.payload', { ...good, ...event({ payload: '"\0"' }) }],
    ['event.payload', { ...good, ...event({ payload: '"\ud800"' }) }],
    ['event.payload', { ...good, ...event({ payload: long(appendLimits.payloadBytesMax + 1) }) }],
    ['requires.streamId', { ...good, requires: [{ kind: 'streamExists', streamId: '' }] }],
    ['requires.version', { ...good, requires: [{ kind: 'streamAt', streamId: 'a', version: -1 }] }],
    ['requires.key', { ...good, requires: [{ kind: 'free', scope: 's', key: '' }] }],
    [
      'reserves, releases.scope',
      { ...good, reserves: [{ scope: long(appendLimits.scopeCharsMax + 1), key: 'k' }] },
    ],
    ['reserves, releases.key', { ...good, ...key(long(appendLimits.reservationKeyCharsMax + 1)) }],
    ['reserves, releases.key', { ...good, ...key('\udc00') }],
    ['reserves: the same name', { ...good, releases: good.reserves }],
    [
      'requires, reserves, releases',
      {
        ...good,
        reserves: Array.from({ length: appendLimits.conditionsMax + 1 }, () => ({ scope: 's', key: 'k' })),
      },
    ],
  ];
  test.each(cases)('%s is named', (field, append) => {
    expect(() => {
      checkAppend(append);
    }).toThrow(RangeError);
    expect(() => {
      checkAppend(append);
    }).toThrow(`append ${field}`);
  });
});
