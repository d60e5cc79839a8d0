import { describe, expect, test } from '@jest/globals';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import fc from 'fast-check';
import { probeView } from '../../../tests/concurrency/processes/probe-view.ts';
import { foldPage, keysToRefold } from './fold-page.ts';
import type { FoldedPage, IndexVersion } from './fold-page.ts';

const view = probeView();

type Step = { readonly stream: number; readonly type: string; readonly n: number };

const logOf = (steps: readonly Step[]): readonly StoredEvent[] => {
  const versions = new Map<number, number>();
  return steps.map(({ stream, type, n }, index) => {
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    return {
      position: index + 1,
      eventId: `event-${String(index)}`,
      streamId: `stream-${String(stream)}`,
      version,
      type,
      schemaVersion: 1,
      recordedAt: '2026-01-01T00:00:00.000000Z',
      commandId: `command-${String(index)}`,
      payload: JSON.stringify({ n }),
    };
  });
};

/** As the runner does: page after page, storing states and versions between. */
const run = (log: readonly StoredEvent[], sizes: readonly number[]) => {
  const states = new Map<string, unknown>();
  const versions: IndexVersion[] = [];
  let poisoned: FoldedPage['poisoned'];
  let after = 0;
  for (let page = 0; after < log.length && poisoned === undefined; page += 1) {
    const events = log.slice(after, after + (sizes[page % sizes.length] ?? 1));
    const histories = new Map(
      keysToRefold(view, events).map((key) => [key, log.filter(({ streamId }) => streamId === key)]),
    );
    const folded = foldPage(view, after, events, states, histories);
    for (const { key, state } of folded.rows) states.set(key, JSON.parse(JSON.stringify(state)));
    for (const version of folded.versions) {
      const open = versions.findIndex(({ key, to }) => key === version.key && to === null);
      const standing = versions[open];
      if (standing !== undefined) versions[open] = { ...standing, to: version.from };
      versions.push(version);
    }
    poisoned = folded.poisoned;
    after = folded.position;
  }
  return { states, versions, poisoned, after };
};

const step = fc.record({
  stream: fc.integer({ min: 0, max: 3 }),
  type: fc.constantFrom('Added', 'Added', 'Undone', 'Skipped'),
  n: fc.integer({ min: 0, max: 6 }),
});
const steps = fc.array(step, { maxLength: 40 });
const pageSizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });

const historyOf = (log: readonly StoredEvent[], key: string, upTo: number) =>
  log.filter((event) => event.position <= upTo && view.key(event) === key);

describe('Folding page by page', () => {
  test('comes to the same states as folding every stream at once, wherever the pages are cut', () => {
    fc.assert(
      fc.property(steps, pageSizes, (some, sizes) => {
        const log = logOf(some);
        const { states } = run(log, sizes);
        const keys = new Set(log.flatMap((event) => view.key(event) ?? []));
        expect([...states.keys()].sort()).toEqual([...keys].sort());
        for (const key of keys) expect(states.get(key)).toEqual(view.fold(historyOf(log, key, log.length)));
      }),
    );
  });

  test('keeps filter columns so that every past position finds its own', () => {
    fc.assert(
      fc.property(steps, pageSizes, (some, sizes) => {
        const log = logOf(some);
        const { versions } = run(log, sizes);
        for (const { position, streamId: key } of log) {
          const history = historyOf(log, key, position);
          const then = versions.filter(
            (one) => one.key === key && one.from <= position && (one.to ?? Infinity) > position,
          );
          expect(then.map(({ row }) => row)).toEqual(
            history.length === 0 ? [] : [view.index?.row(key, view.fold(history))],
          );
        }
      }),
    );
  });

  test('an unchanged row opens no new version', () => {
    const log = logOf([
      { stream: 1, type: 'Added', n: 1 },
      { stream: 1, type: 'Other', n: 1 },
    ]);
    expect(run(log, [9]).versions).toHaveLength(1);
  });

  test('stops before the event that cannot be folded and says which', () => {
    const log = logOf([
      { stream: 1, type: 'Added', n: 1 },
      { stream: 2, type: 'Added', n: 2 },
      { stream: 1, type: 'Poison', n: 0 },
      { stream: 2, type: 'Added', n: 4 },
    ]);
    const { states, poisoned, after } = run(log, [9]);
    expect(after).toBe(2);
    expect(poisoned).toMatchObject({ position: 3, error: new Error('this event is poison') });
    expect(states.get('stream-2')).toMatchObject({ sum: 2 });
  });
});
