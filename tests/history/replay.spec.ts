import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { aggregateOf } from '@dealtrail/deals/registry';
import { dealCurrentAnswer } from '@dealtrail/views/deal-current/deal-answer';
import { capitalStackAnswer } from '@dealtrail/views/capital-stack/capital-stack';
import { claimsAnswer } from '@dealtrail/views/claims/claims-answer';
import { listConflicts } from '@dealtrail/views/conflicts/list-conflicts';
import { dealDiff } from '@dealtrail/views/deal-diff/deal-diff';
import { timelineAnswer } from '@dealtrail/views/deal-timeline/timeline';
import { financingAnswer } from '@dealtrail/views/financings/financing-answer';
import { partyAnswer } from '@dealtrail/views/parties/parties';
import { views } from '@dealtrail/views/registry';
import { foldAll, replayReader } from '@dealtrail/views/replay-reader';
import { sourceAnswer } from '@dealtrail/views/sources/source-answer';
import { stockReactionsAnswer } from '@dealtrail/views/stock-reactions/stock-reactions';
import { differences } from '@dealtrail/views/verification/differences';
import { freshRows } from '@dealtrail/views/verification/fresh-rows';
import type { Held } from '@dealtrail/views/verification/fresh-rows';

/** See history.spec.ts. */
const stored = readFileSync(new URL('events-as-stored.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as StoredEvent);

const position = stored.at(-1)?.position ?? 0;
const at = (known: number) =>
  replayReader(stored, { ledgerId: 'main', position: known, effectiveAt: '2026-11-22' });
const streams = [...new Set(stored.map(({ streamId }) => streamId))];
const idsOf = (kind: string): readonly string[] => streams.filter((id) => aggregateOf(id) === kind);

async function* heldIn(rows: Iterable<Held>): AsyncGenerator<Held, void, void> {
  await Promise.resolve();
  yield* rows;
}

describe('every event shape there ever was, replayed through every view', () => {
  test.each(stored.map((event) => [event.position, event.type, event] as const))(
    'line %i, a %s, is taken by a view',
    (_, __, event) => {
      const takers = views.filter((view) => view.key(event) !== undefined);
      expect(takers.length).toBeGreaterThan(0);
      for (const view of takers) expect(() => view.rewrites(event)).not.toThrow();
    },
  );

  test.each(views.map((view) => [view.name, view] as const))(
    '%s makes the same of them event by event as all at once',
    async (_, view) => {
      const states = new Map<string, unknown>();
      const changed = new Map<string, number>();
      for (const event of stored) {
        const key = view.key(event);
        if (key === undefined) continue;
        const history = stored.filter((each) => each.position <= event.position && view.key(each) === key);
        states.set(key, view.rewrites(event) ? view.fold(history) : view.evolve(states.get(key), event));
        changed.set(key, event.position);
      }
      expect(states.size).toBe(foldAll(view, stored).size);
      const live = [...states]
        .map(([key, state]) => ({
          key,
          value: { changedAt: changed.get(key), state: JSON.parse(JSON.stringify(state)) as unknown },
        }))
        .toSorted((a, b) => (a.key < b.key ? -1 : 1));
      for await (const difference of differences(heldIn(live), freshRows(view, stored)))
        expect(difference).toBeUndefined();
    },
  );

  test('answers every question about every stream, at every position', async () => {
    for (let known = 1; known <= position; known += 1) {
      const reader = at(known);
      for (const deal of idsOf('deal')) {
        await dealCurrentAnswer(reader, deal);
        await claimsAnswer(reader, deal);
        await capitalStackAnswer(reader, deal);
        await stockReactionsAnswer(reader, deal);
        await timelineAnswer(reader, deal, { order: 'occurred', limit: 1_000 });
        await dealDiff(at(known - 1), reader, deal);
      }
      await listConflicts(reader, {}, { limit: 200 });
    }
    const [deal, financing, party, source] = await Promise.all([
      Promise.all(idsOf('deal').map((id) => dealCurrentAnswer(at(position), id))),
      Promise.all(idsOf('financing').map((id) => financingAnswer(at(position), id))),
      Promise.all(idsOf('party').map((id) => partyAnswer(at(position), id))),
      Promise.all(idsOf('source').map((id) => sourceAnswer(at(position), id))),
    ]);
    for (const answers of [deal, financing, party, source]) {
      expect(answers.length).toBeGreaterThan(0);
      expect(answers.every((answer) => answer !== undefined)).toBe(true);
    }
  }, 60_000);
});
