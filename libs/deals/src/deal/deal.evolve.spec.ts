import { describe, expect, test } from '@jest/globals';
import { eventId, recordedAs } from '../specify-slice.ts';
import type { Past } from '../specify-slice.ts';
import { currentStage } from '../stages.ts';
import { agreed, announced, corrected, dealId, received, retracted, signed, usd } from './deal.examples.ts';
import { dealFrom } from './deal.evolve.ts';
import { dealLife } from './deal.stages.ts';
import { noDeal } from './deal.state.ts';

const folded = (...history: readonly Past[]) => dealFrom(recordedAs(dealId, history));
const exactly = (amount: string) => ({ qualifier: 'exact', value: usd(amount) });

describe('a deal from its history', () => {
  test('is nothing while nothing is recorded', () => {
    expect(folded()).toEqual(noDeal);
  });

  test('holds each stage with its days and the event that stands for it', () => {
    const { opened, stages } = folded(announced, signed);
    expect(opened).toBe(true);
    expect(stages.signed?.record.eventId).toBe(eventId(2));
    expect(stages.announced?.days).toEqual({ earliest: '2026-03-02', latest: '2026-03-02' });
    expect(currentStage(dealLife, stages)).toBe('signed');
  });

  test('reads dates as corrected, and forgets a correction that was retracted', () => {
    const mended = [announced, corrected(eventId(1), 'announcedOn', '2026-02')];
    expect(folded(...mended).stages.announced?.on).toBe('2026-02');
    expect(folded(...mended, retracted(eventId(2))).stages.announced?.on).toBe('2026-03-02');
  });

  test('holds nothing of what was retracted, and all of it again when the retraction is retracted', () => {
    const withdrawn = [announced, retracted(eventId(1))];
    expect(folded(...withdrawn)).toEqual(noDeal);
    expect(folded(...withdrawn, retracted(eventId(2)))).toEqual(folded(announced));
  });

  test('keeps agreements and receipts as they were recorded', () => {
    const { agreements, receipts } = folded(announced, agreed, received);
    expect([...agreements, ...receipts].map((event) => event.eventId)).toEqual([eventId(2), eventId(3)]);
  });

  test('knows every total value claimed: announced, signed, and reported for the path or for the field', () => {
    const history: readonly Past[] = [
      announced,
      { ...signed, data: { dealId, signedOn: 'unknown', terms: { totalValue: exactly('2') } } },
      { type: 'TermReported', data: { dealId, path: 'deal.totalValue', value: exactly('3') } },
      {
        type: 'TermReported',
        data: { targetEventId: eventId(1), field: 'terms.totalValue', value: exactly('4') },
      },
      { type: 'TermReported', data: { dealId, path: 'deal.annualValue', value: exactly('5') } },
    ];
    expect(folded(...history).totalValues.map(({ value }) => value?.amount)).toEqual([
      '1000000000',
      '2',
      '3',
      '4',
    ]);
  });

  test('is unmoved by what decides nothing, and by a claim about its stage', () => {
    const said: readonly Past[] = [
      { type: 'AssessmentRecorded', data: { dealId, kind: 'thesis', summary: 'scale matters' } },
      {
        type: 'TermReported',
        data: { dealId, path: 'deal.stage', value: { qualifier: 'exact', value: 'completed' } },
      },
    ];
    expect(folded(announced, ...said)).toEqual(folded(announced));
  });
});
