import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recordedOf } from '@dealtrail/deals/history';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { claims } from '@dealtrail/views/claims/claims';
import { byStream, changesIn } from '@dealtrail/views/deal-timeline/changes';
import { timelineAnswer } from '@dealtrail/views/deal-timeline/timeline';
import { currentFigures } from '@dealtrail/views/ranking';
import { foldAll, replayReader } from '@dealtrail/views/replay-reader';
import { sourcesOf } from '@dealtrail/views/sources/source-book';
import { sources } from '@dealtrail/views/sources/source-view';
import { storedEvents } from '@dealtrail/views/specify-view';
import type { Past } from '@dealtrail/views/specify-view';
import { histories } from './histories.ts';

const effectiveAt = '2026-11-22';

/** Every current figure as at a position, folded and ranked from nothing. */
const figuresAt = (events: readonly StoredEvent[], position: number): ReadonlyMap<string, string> => {
  const known = events.filter((event) => event.position <= position);
  const book = sourcesOf(foldAll(sources, known));
  const figures = [...foldAll(claims, known)].flatMap(([subject, state]) =>
    currentFigures(state, book, effectiveAt).map(
      ({ path, value }) => [`${subject} ${path}`, JSON.stringify(value)] as const,
    ),
  );
  return new Map(figures);
};

/** What changed between two positions, in the order of the figures' names. */
const changed = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter((figure) => before.get(figure) !== after.get(figure))
    .map((figure) => [figure, before.get(figure) ?? 'null', after.get(figure) ?? 'null'])
    .toSorted();

describe('the changes of a timeline', () => {
  test('are those between all figures ranked anew before each event and after it', () => {
    fc.assert(
      fc.property(histories(30), (pasts) => {
        const events = storedEvents(pasts);
        const told = changesIn(byStream(events.map(recordedOf)), effectiveAt, events.length);
        for (const { eventId, position } of events) {
          const found = (told.get(eventId) ?? []).map(({ subject, path, before, after }) => [
            `${subject} ${path}`,
            JSON.stringify(before),
            JSON.stringify(after),
          ]);
          const expected = changed(figuresAt(events, position - 1), figuresAt(events, position));
          expect(found.toSorted()).toEqual(expected);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('of hundreds of claims on one path are told in seconds: an event ranks only what it touches', async () => {
    const count = 400;
    const source: Past = {
      ...{ type: 'SourceRegistered', streamId: 'source_wire' },
      data: { sourceId: 'source_wire', publisher: 'wire', publishedAt: 'unknown', tier: 'T3', seen: true },
    };
    const opening: Past = {
      ...{ type: 'DealSigned', streamId: 'deal_one', sources: [{ sourceId: 'source_wire' }] },
      data: { dealId: 'deal_one', signedOn: '2026-03-02' },
    };
    const said = Array.from({ length: count }, (_, index): Past => ({
      ...{ type: 'TermReported', streamId: 'deal_one', sources: [{ sourceId: 'source_wire' }] },
      data: {
        dealId: 'deal_one',
        path: 'deal.totalValue',
        value: { qualifier: 'exact', value: { amount: String(1_000 + index), currency: 'USD' } },
      },
    }));
    const events = storedEvents([source, opening, ...said]);
    const reader = replayReader(events, { ledgerId: 'main', position: events.length, effectiveAt });
    const told = await timelineAnswer(reader, 'deal_one', { order: 'recorded', limit: 1_000 });
    expect(told?.items).toHaveLength(count + 2);
  }, 10_000);
});
