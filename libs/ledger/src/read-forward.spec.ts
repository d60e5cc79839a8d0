import { describe, expect, test } from '@jest/globals';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { LogPage } from '@dealtrail/event-sourcing/log';
import fc from 'fast-check';
import { readForward } from './read-forward.ts';

const event = (position: number): StoredEvent => ({
  position,
  eventId: `event-${String(position)}`,
  streamId: 's',
  version: position,
  type: position % 3 === 0 ? 'Rare' : 'Common',
  schemaVersion: 1,
  recordedAt: '',
  commandId: '',
  payload: '{}',
});

const logOf = (count: number) => {
  const asked: LogPage[] = [];
  return {
    asked,
    readPage: (_ledgerId: string, page: LogPage) => {
      asked.push(page);
      return Promise.resolve(
        Array.from({ length: count }, (_, index) => event(index + 1))
          .filter(({ position, type }) => position > page.after && (page.types?.includes(type) ?? true))
          .filter(({ position }) => position <= (page.upTo ?? count))
          .slice(0, page.limit),
      );
    },
  };
};

describe('Reading forward', () => {
  test('gives every event of the range once, in order, whatever the page size and filter', async () => {
    const range = fc.record(
      {
        after: fc.nat({ max: 40 }),
        upTo: fc.nat({ max: 50 }),
        limit: fc.integer({ min: 1, max: 12 }),
        types: fc.constantFrom(['Rare'], ['Common'], ['Rare', 'Common']),
      },
      { requiredKeys: ['after', 'limit'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 40 }), range, async (count, asked) => {
        const log = logOf(count);
        const pages: (readonly StoredEvent[])[] = [];
        for await (const page of readForward(log, 'main', asked)) pages.push(page);
        expect(pages.flat()).toEqual(await log.readPage('main', { ...asked, limit: 1_000 }));
        expect(pages.every(({ length }) => length > 0 && length <= asked.limit)).toBe(true);
      }),
    );
  });

  test('reads one page ahead of whoever looks at them, and no more', async () => {
    const log = logOf(100);
    const pages = readForward(log, 'main', { after: 0, limit: 10 });
    await pages.next();
    expect(log.asked.map(({ after }) => after)).toEqual([0, 10]);
    await pages.next();
    expect(log.asked.map(({ after }) => after)).toEqual([0, 10, 20]);
    await pages.return();
    expect(log.asked).toHaveLength(3);
  });

  test('a page that cannot be read throws when its turn comes, and harms nobody who left before', async () => {
    const log = logOf(30);
    const failing = {
      readPage: (ledgerId: string, page: LogPage) =>
        page.after >= 10 ? Promise.reject(new Error('cut')) : log.readPage(ledgerId, page),
    };
    const left = readForward(failing, 'main', { after: 0, limit: 10 });
    expect((await left.next()).value).toHaveLength(10);
    await left.return();
    const stays = readForward(failing, 'main', { after: 0, limit: 10 });
    await stays.next();
    await expect(stays.next()).rejects.toThrow('cut');
  });
});
