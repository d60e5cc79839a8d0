import { describe, expect, test } from '@jest/globals';
import { timelineAnswer } from '@dealtrail/views/deal-timeline/timeline';
import type { TimelineItem, TimelineOrder } from '@dealtrail/views/deal-timeline/answer';
import { replayReader } from '@dealtrail/views/replay-reader';
import { acmeLines, cites, dealId, financingId, retractFiling, usd } from './acme-lines.ts';
import { recordAll } from './record.ts';
import type { Line } from './record.ts';

const correction: Line = {
  ...{
    command: 'CorrectRecord',
    idempotencyKey: 'correct',
    targetCommandId: 'announce',
    reason: 'typing error',
  },
  ...{ changes: [{ path: 'terms.totalValue.value.amount', to: '1250000000' }], sources: cites('filing') },
};

const timeline = async (
  lines: readonly Line[],
  order: TimelineOrder = 'recorded',
  page: { readonly after?: string; readonly limit: number } = { limit: 100 },
) => {
  const events = recordAll([...acmeLines, ...lines]);
  const reader = replayReader(events, {
    ledgerId: 'main',
    position: events.length,
    effectiveAt: '2026-11-22',
  });
  return timelineAnswer(reader, dealId, { order, ...page });
};

const items = async (lines: readonly Line[], order?: TimelineOrder): Promise<readonly TimelineItem[]> =>
  (await timeline(lines, order))?.items ?? [];

describe('the timeline of a deal', () => {
  test('holds every event of the deal and its financing, what names its parties, and its sources', async () => {
    const told = await items([]);
    expect(told.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(told.at(-1)).toMatchObject({
      type: 'FinancingClosed',
      streamId: financingId,
      occurredOn: '2026-06-01',
    });
  });

  test('leaves out what else is recorded of a party', async () => {
    const elsewhere: Line = {
      ...{ command: 'RecordAssessment', partyId: 'party_acme', kind: 'risk', summary: 'thin margins' },
      sources: cites('wire'),
    };
    expect(await items([elsewhere])).toHaveLength(9);
  });

  test('shows what each event did to the figures, before and after', async () => {
    const [announced, reported] = (await items([])).slice(5, 7);
    expect(announced?.changes).toContainEqual({
      ...{ subject: dealId, path: 'deal.totalValue', before: null, after: usd('1200000000') },
    });
    expect(reported?.changes).toEqual([]);
  });

  test('links a correction to what it corrects, and leaves the record as it was written', async () => {
    const told = await items([correction]);
    const [announced, corrected] = [told[5], told.at(-1)];
    expect(corrected).toMatchObject({
      type: 'RecordCorrected',
      reason: 'typing error',
      corrects: announced?.eventId,
    });
    expect(announced?.correctedBy).toEqual([corrected?.eventId]);
    expect(announced?.data).toMatchObject({ terms: { totalValue: usd('1200000000') } });
    expect(corrected?.changes).toEqual([
      { subject: dealId, path: 'deal.totalValue', before: usd('1200000000'), after: usd('1250000000') },
    ]);
  });

  test('links a retraction, and takes the link away when that is retracted itself', async () => {
    const retracted: Line = {
      ...{
        command: 'RetractRecord',
        idempotencyKey: 'gone',
        targetCommandId: 'wire-value',
        sources: cites('wire'),
      },
    };
    const restored: Line = { command: 'RetractRecord', targetCommandId: 'gone', sources: cites('wire') };
    const [gone, back] = [await items([retracted]), await items([retracted, restored])];
    expect(gone[6]?.retractedBy).toBe(gone.at(-1)?.eventId);
    expect(back[6]?.retractedBy).toBeUndefined();
  });

  test('shows what the retraction of a source did to the deal and its financing', async () => {
    const last = (await items([retractFiling])).at(-1);
    expect(last).toMatchObject({ type: 'SourceRetracted', reason: 'it was a draft' });
    expect(last?.changes).toContainEqual({
      ...{ subject: dealId, path: 'deal.totalValue' },
      ...{ before: usd('1200000000'), after: usd('1500000000') },
    });
    expect(last?.changes).toContainEqual({
      ...{ subject: financingId, path: 'financing.amount', before: usd('800000000'), after: null },
    });
  });

  test('in order of occurrence begins with what happened first and ends with what has no day', async () => {
    const signed: Line = { command: 'SignDeal', dealId, signedOn: '2026-02-27', sources: cites('filing') };
    const told = await items([signed], 'occurred');
    expect(told.slice(0, 2).map(({ type }) => type)).toEqual(['DealSigned', 'FinancingClosed']);
  });

  test('comes in pages that hold every item once', async () => {
    const whole = (await items([correction])).map(({ position }) => position);
    const seen: number[] = [];
    let after: string | undefined;
    do {
      const page = await timeline([correction], 'recorded', {
        limit: 4,
        ...(after === undefined ? {} : { after }),
      });
      seen.push(...(page?.items ?? []).map(({ position }) => position));
      after = page?.next ?? undefined;
    } while (after !== undefined);
    expect(seen).toEqual(whole);
  });

  test('of a deal that nobody recorded is undefined', async () => {
    const reader = replayReader([], { ledgerId: 'main', position: 0, effectiveAt: '2026-11-22' });
    expect(await timelineAnswer(reader, dealId, { order: 'recorded', limit: 1 })).toBeUndefined();
  });
});
