import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recordedOf } from '@dealtrail/deals/history';
import { storedFrom } from '@dealtrail/deals/recorded';
import type { Recorded } from '@dealtrail/deals/recorded';
import { withoutSource } from '@dealtrail/deals/record/without-source';
import { dealCurrentAnswer } from '@dealtrail/views/deal-current/deal-answer';
import { replayReader } from '@dealtrail/views/replay-reader';
import { storedEvents } from '@dealtrail/views/specify-view';
import { everyAnswer } from './answers.ts';
import { histories, subjects } from './histories.ts';

const sourceId = 'source_b';

const readerOver = (events: readonly Recorded[]) =>
  replayReader(events.map(storedFrom), {
    ...{ ledgerId: 'main', effectiveAt: '2026-11-22' },
    position: events.at(-1)?.position ?? 0,
  });

const recorded = (pasts: Parameters<typeof storedEvents>[0]): readonly Recorded[] =>
  storedEvents(pasts).map(recordedOf);

/** Events after these, all on the word of the source alone. */
const onItsWord = (before: readonly Recorded[], more: readonly Recorded[]): readonly Recorded[] =>
  more
    .filter(({ type }) => !type.startsWith('Source'))
    .map((event) => ({
      ...event,
      position: event.position + before.length,
      eventId: event.eventId.replace('-7000-', '-7001-'),
      sources: [{ sourceId }],
    }));

describe('any history without a source', () => {
  test('names it nowhere, and every question can be asked of it', async () => {
    await fc.assert(
      fc.asyncProperty(histories(40), async (pasts) => {
        const { history, leftOut } = withoutSource(recorded(pasts), sourceId);
        expect(history.length + leftOut.length).toBe(pasts.length);
        expect(JSON.stringify(history)).not.toContain(`"${sourceId}"`);
        await everyAnswer(readerOver(history));
        for (const deal of subjects.deals)
          expect(JSON.stringify((await dealCurrentAnswer(readerOver(history), deal)) ?? {})).not.toContain(
            sourceId,
          );
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  test('has nothing left to leave out', () => {
    fc.assert(
      fc.property(histories(40), (pasts) => {
        const once = withoutSource(recorded(pasts), sourceId).history;
        expect(withoutSource(once, sourceId)).toEqual({ history: once, leftOut: [], lessened: [] });
      }),
      { numRuns: 100 },
    );
  });

  test('is what it was before the source told anything', async () => {
    await fc.assert(
      fc.asyncProperty(histories(30), histories(15), async (pasts, more) => {
        const before = withoutSource(recorded(pasts), sourceId).history;
        const after = [...before, ...onItsWord(before, recorded(more))];
        const { history } = withoutSource(after, sourceId);
        expect(history).toEqual(before);
        expect(await everyAnswer(readerOver(history))).toBe(await everyAnswer(readerOver(before)));
      }),
      { numRuns: 30 },
    );
  }, 120_000);
});
