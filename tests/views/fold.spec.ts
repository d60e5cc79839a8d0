import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { View } from '@dealtrail/event-sourcing/view';
import { views } from '@dealtrail/views/registry';
import { storedEvents } from '@dealtrail/views/specify-view';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { histories } from './histories.ts';

/** What a runner does, one event a page, with every state going through JSON as it does in a table. */
const stepByStep = (view: View<unknown>, events: readonly StoredEvent[]): ReadonlyMap<string, unknown> => {
  const states = new Map<string, unknown>();
  events.forEach((event, index) => {
    const key = view.key(event);
    if (key === undefined) return;
    const before = events.slice(0, index + 1).filter((one) => view.key(one) === key);
    const state = view.rewrites(event) ? view.fold(before) : view.evolve(states.get(key), event);
    states.set(key, JSON.parse(JSON.stringify(state)));
  });
  return states;
};

describe('every view', () => {
  for (const view of views) {
    test(`${view.name}: taking events one at a time comes to the same as folding the whole history`, () => {
      fc.assert(
        fc.property(histories(40), (pasts) => {
          const events = storedEvents(pasts);
          for (const [key, state] of stepByStep(view, events)) {
            const whole = view.fold(events.filter((event) => view.key(event) === key));
            expect(JSON.stringify(state)).toBe(JSON.stringify(whole));
          }
        }),
        { numRuns: 300 },
      );
    });
  }

  test('has a name and a version of its own', () => {
    const names = views.map(({ name, version }) => `${name}@${String(version)}`);
    expect(new Set(names).size).toBe(views.length);
  });
});
