import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dealCurrentAnswer } from '@dealtrail/views/deal-current/deal-answer';
import type { FieldChange } from '@dealtrail/views/deal-diff/answer';
import { dealDiff, diffEventsMax } from '@dealtrail/views/deal-diff/deal-diff';
import { differencesOf, fieldsOf } from '@dealtrail/views/deal-diff/fields';
import { replayReader } from '@dealtrail/views/replay-reader';
import { storedEvents } from '@dealtrail/views/specify-view';
import type { Past } from '@dealtrail/views/specify-view';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { acmeLines, cites, dealId, retractFiling, usd } from './acme-lines.ts';
import { histories, subjects } from './histories.ts';
import { recordAll, type Line } from './record.ts';

const today = '2026-11-22';
const at = (events: readonly StoredEvent[], position: number, effectiveAt = today) =>
  replayReader(events, { ledgerId: 'main', position, effectiveAt });

const changesBetween = async (
  events: readonly StoredEvent[],
  from: number,
  days: readonly [from: string, to: string] = [today, today],
): Promise<readonly FieldChange[]> => {
  const found = await dealDiff(at(events, from, days[0]), at(events, events.length, days[1]), dealId);
  if (found.result !== 'found') throw new Error(`the diff is ${found.result}`);
  return found.answer.changes;
};

/** What changed after the lines of the case, by path. */
const changesWith = async (...lines: readonly Line[]): Promise<ReadonlyMap<string, FieldChange>> => {
  const events = recordAll([...acmeLines, ...lines]);
  return new Map((await changesBetween(events, acmeLines.length)).map((each) => [each.path, each]));
};

const corrected: Line = {
  ...{ command: 'CorrectRecord', targetCommandId: 'announce', reason: 'typing error: it says 1.25' },
  changes: [{ path: 'terms.totalValue.value.amount', to: '1250000000' }],
  sources: [{ sourceId: 'source_filing', locator: 'Item 1.01' }],
};

describe('the diff of a deal', () => {
  test('has a corrected figure whole, before and after, with whose correction it was and on whose word', async () => {
    const changes = await changesWith(corrected);
    expect([...changes.keys()]).toEqual(['/terms/deal.totalValue/value']);
    expect(changes.get('/terms/deal.totalValue/value')).toEqual({
      path: '/terms/deal.totalValue/value',
      before: usd('1200000000'),
      after: usd('1250000000'),
      byEffectiveAt: false,
      by: [
        expect.objectContaining({
          ...{ position: 10, type: 'RecordCorrected', streamId: dealId, actor: 'analyst' },
          reason: 'typing error: it says 1.25',
          sources: [{ sourceId: 'source_filing', publisher: 'filing', title: null, locator: 'Item 1.01' }],
        }),
      ],
    });
  });

  test('names the retraction of a source, which lies in another stream', async () => {
    const changes = await changesWith(retractFiling);
    const value = changes.get('/terms/deal.totalValue/value');
    expect([value?.before, value?.after]).toEqual([usd('1200000000'), usd('1500000000')]);
    expect(value?.by).toMatchObject([{ type: 'SourceRetracted', streamId: 'source_filing' }]);
    expect(changes.get('/financings/financing_acme-gpu/amount/value')).toMatchObject({
      ...{ before: usd('800000000'), after: null, by: [{ type: 'SourceRetracted' }] },
    });
  });

  test('names the correction of a tier', async () => {
    const changes = await changesWith({
      ...{ command: 'CorrectRecord', targetCommandId: 'command-2', reason: 'it is the regulator itself' },
      ...{ changes: [{ path: 'tier', to: 'T1' }], sources: cites('filing') },
    });
    expect(changes.get('/terms/deal.totalValue/because')).toMatchObject({
      ...{ before: { step: 'f' }, by: [{ type: 'RecordCorrected', streamId: 'source_wire' }] },
    });
  });

  test('has parties by their names, relations from both sides, assessments and stages', async () => {
    const changes = await changesWith(
      {
        ...{ command: 'RenameParty', partyId: 'party_acme', newName: 'Acme AI', effectiveOn: '2026-05' },
        sources: cites('filing'),
      },
      {
        ...{ command: 'AnnounceDeal', dealId: 'deal_second', class: 'hosting', title: 'More' },
        ...{ parties: [{ partyId: 'party_acme', role: 'provider' }], announcedOn: 'unknown' },
        sources: cites('wire'),
      },
      {
        ...{ command: 'RelateDeals', dealId: 'deal_second', otherDealId: dealId, kind: 'expands' },
        sources: cites('wire'),
      },
      {
        ...{ command: 'RecordAssessment', dealId, kind: 'risk', category: 'execution', summary: 'late' },
        sources: cites('blog'),
      },
      { command: 'SignDeal', dealId, signedOn: '2026-03-05', sources: cites('filing') },
    );
    const said = [...changes].map(([path, { by }]) => [path, by.map(({ type }) => type)]);
    expect(said).toEqual([
      ['/stage', ['DealSigned']],
      ['/stages/signed', ['DealSigned']],
      ['/parties/provider/party_acme', ['PartyRenamed']],
      ['/terms/deal.signedOn/because', ['DealSigned']],
      ['/terms/deal.signedOn/value', ['DealSigned']],
      ['/terms/deal.stage/because', ['DealSigned']],
      ['/terms/deal.stage/explained/0198c000-0000-7000-8000-000000000006', ['DealSigned']],
      ['/terms/deal.stage/value', ['DealSigned']],
      ['/related/to/expands/deal_second', ['DealsRelated']],
      [
        `/assessments/${changes.get('/stage')?.by[0]?.eventId.replace(/14$/, '13') ?? ''}`,
        ['AssessmentRecorded'],
      ],
    ]);
  });

  test('names every event with which a field changed on its way, and none for what changed back', async () => {
    const back: Line = {
      ...corrected,
      changes: [{ path: 'terms.totalValue.value.amount', to: '1200000000' }],
      reason: 'it was right',
    };
    const other: Line = {
      ...corrected,
      changes: [{ path: 'terms.totalValue.value.amount', to: '1300000000' }],
    };
    expect((await changesWith(corrected, back)).size).toBe(0);
    const thrice = (await changesWith(corrected, back, other)).get('/terms/deal.totalValue/value');
    expect(thrice?.by.map(({ position }) => position)).toEqual([10, 11, 12]);
  });

  test('says where a field changed because another day is asked about', async () => {
    const events = recordAll([
      ...acmeLines,
      { command: 'SignDeal', dealId, signedOn: '2026-03-05', sources: cites('filing') },
    ]);
    const changes = await changesBetween(events, events.length, ['2026-03-04', '2026-03-05']);
    expect(changes.find(({ path }) => path === '/stage')).toEqual({
      ...{ path: '/stage', before: 'announced', after: 'signed', by: [], byEffectiveAt: true },
    });
  });

  test('from before the deal was recorded has everything, each with its event', async () => {
    const changes = await changesBetween(recordAll(acmeLines), 0);
    expect(changes.find(({ path }) => path === '/title')).toMatchObject({
      ...{ before: null, after: 'Acme serves Globex', by: [{ type: 'DealAnnounced' }] },
    });
    expect(changes.every(({ by }) => by.length > 0)).toBe(true);
  });

  test('of a deal that nobody recorded is unknown', async () => {
    const events = recordAll(acmeLines);
    expect(await dealDiff(at(events, 0), at(events, 5), dealId)).toEqual({ result: 'unknown' });
  });

  test('of more events than the limit says how far it would go', async () => {
    const remarks = Array.from({ length: diffEventsMax + 1 }, (_, index): Past => ({
      ...{ type: 'AssessmentRecorded', streamId: dealId },
      data: { dealId, kind: 'risk', category: 'execution', summary: `remark ${String(index)}` },
    }));
    const events = storedEvents(remarks);
    expect(await dealDiff(at(events, 0), at(events, events.length), dealId)).toEqual({
      ...{ result: 'tooWide', events: diffEventsMax + 1, position: diffEventsMax },
    });
    expect(await dealDiff(at(events, 0), at(events, diffEventsMax), dealId)).toMatchObject({
      result: 'found',
    });
  });
});

describe('for any history and any two bases, the diff', () => {
  const days = fc.constantFrom('2025-11-03', '2026-01-15', today);

  test('is what differs between the two answers, each field with the events that changed it', async () => {
    await fc.assert(
      fc.asyncProperty(histories(30), fc.nat(), fc.nat(), days, days, async (pasts, a, b, fromDay, toDay) => {
        const events = storedEvents(pasts);
        const [one, two] = [a % (events.length + 1), b % (events.length + 1)];
        const [from, to] = [at(events, Math.min(one, two), fromDay), at(events, Math.max(one, two), toDay)];
        for (const id of subjects.deals) {
          const found = await dealDiff(from, to, id);
          const [before, after] = [await dealCurrentAnswer(from, id), await dealCurrentAnswer(to, id)];
          if (found.result !== 'found') {
            expect([found.result, after]).toEqual(['unknown', undefined]);
            continue;
          }
          const { changes } = found.answer;
          expect(
            changes.map(({ path, before: was, after: is }) => ({ path, before: was, after: is })),
          ).toEqual(differencesOf(fieldsOf(before), fieldsOf(after)));
          for (const { path, by, byEffectiveAt } of changes) {
            expect(by.length > 0 || byEffectiveAt).toBe(true);
            expect(byEffectiveAt && fromDay === toDay).toBe(false);
            for (const { position } of by) {
              const [was, is] = await Promise.all(
                [position - 1, position].map(async (each) =>
                  fieldsOf(await dealCurrentAnswer(at(events, each, toDay), id)).get(path),
                ),
              );
              expect(JSON.stringify(was ?? null)).not.toBe(JSON.stringify(is ?? null));
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
