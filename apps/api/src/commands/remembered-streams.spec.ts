import { describe, expect, test } from '@jest/globals';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { recordedOf } from '@dealtrail/deals/history';
import { openRememberedStreams } from './remembered-streams.ts';

const payload = JSON.stringify({
  ...{ occurredOn: null, actor: 'Ada', correlationId: null, causationId: null, reason: null },
  ...{ sources: [], modality: 'stated', data: { note: 'x'.repeat(500) } },
});

const event = (streamId: string, version: number): StoredEvent => ({
  eventId: `0198c000-0000-7000-8000-${String(version).padStart(12, '0')}`,
  ...{ type: 'AssessmentRecorded', schemaVersion: 1, payload, streamId, version, position: version },
  ...{ recordedAt: '2026-11-01T09:00:00.000001Z', commandId: `command ${String(version)}` },
});

const read = (streamId: string, length: number): readonly StoredEvent[] =>
  Array.from({ length }, (_, index) => event(streamId, index + 1));

const open = (bytesMax?: number) => {
  const memory = openRememberedStreams(bytesMax);
  return {
    ...memory,
    read: (streamId: string, length: number) => {
      const stored = read(streamId, length);
      memory.keep('main', streamId, stored, stored.map(recordedOf));
    },
    versions: (streamId: string) => memory.recall('main', streamId)?.map(({ version }) => version),
  };
};

/** What the memory takes for one event of these. */
const oneEvent = (): number => {
  const memory = open();
  memory.read('deal_a', 1);
  return memory.bytes();
};

describe('remembered streams', () => {
  test('are as they were read, with what was appended since', () => {
    const memory = open();
    memory.read('deal_a', 2);
    memory.follow('main', event('deal_a', 3));
    memory.follow('main', event('deal_a', 4));
    expect(memory.recall('main', 'deal_a')).toEqual(read('deal_a', 4).map(recordedOf));
    expect(memory.bytes()).toBe(4 * oneEvent());
  });

  test('begin with an append that opens one', () => {
    const memory = open();
    memory.follow('main', event('deal_a', 1));
    expect(memory.versions('deal_a')).toEqual([1]);
  });

  test('are forgotten where an append does not follow on them', () => {
    const memory = open();
    memory.read('deal_a', 2);
    memory.follow('main', event('deal_a', 4));
    expect(memory.versions('deal_a')).toBeUndefined();
    memory.follow('main', event('deal_a', 5));
    expect([memory.versions('deal_a'), memory.bytes()]).toEqual([undefined, 0]);
  });

  test('are nobody else’s: each ledger has its own', () => {
    const memory = open();
    memory.read('deal_a', 1);
    expect(memory.recall('other', 'deal_a')).toBeUndefined();
  });

  test('stay within their bytes: the one not used for longest makes room', () => {
    const memory = open(3 * oneEvent());
    for (const id of ['deal_a', 'deal_b', 'deal_c']) memory.read(id, 1);
    memory.recall('main', 'deal_a');
    memory.follow('main', event('deal_d', 1));
    expect(['deal_a', 'deal_b', 'deal_c', 'deal_d'].map(memory.versions)).toEqual([[1], undefined, [1], [1]]);
    expect(memory.bytes()).toBe(3 * oneEvent());
  });

  test('do not hold one that is larger than all of them may be', () => {
    const memory = open(3 * oneEvent());
    memory.read('deal_a', 3);
    expect(memory.versions('deal_a')).toHaveLength(3);
    memory.follow('main', event('deal_a', 4));
    expect([memory.versions('deal_a'), memory.bytes()]).toEqual([undefined, 0]);
  });

  test('are gone when told to go', () => {
    const memory = open();
    for (const id of ['deal_a', 'deal_b', 'deal_c']) memory.read(id, 2);
    memory.forget('main', 'deal_a');
    expect([memory.versions('deal_a'), memory.versions('deal_b')]).toEqual([undefined, [1, 2]]);
    memory.keep('main', 'deal_b', [], []);
    expect(memory.versions('deal_b')).toBeUndefined();
  });

  test('are gone when the log is of a newer lineage, and what was read in an older one is not kept', () => {
    const memory = open();
    const stored = read('deal_a', 2);
    const [older, newer] = [1, 2];
    memory.of(older).keep('main', 'deal_a', stored, stored.map(recordedOf));
    expect(memory.of(older).recall('main', 'deal_a')).toHaveLength(2);
    const late = memory.of(older);
    expect(memory.of(newer).recall('main', 'deal_a')).toBeUndefined();
    expect(memory.bytes()).toBe(0);
    late.keep('main', 'deal_a', stored, stored.map(recordedOf));
    late.follow('main', event('deal_b', 1));
    expect([late.recall('main', 'deal_a'), memory.bytes()]).toEqual([undefined, 0]);
    memory.of(newer).follow('main', event('deal_b', 1));
    expect(memory.of(newer).recall('main', 'deal_b')).toHaveLength(1);
  });
});
