import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import { askOf, eventId, specifySlice } from '../../specify-slice.ts';
import { bookFrom } from '../book.ts';
import { adoptTerm, type TermAdopted } from './adopt-term.ts';

const { given } = specifySlice(adoptTerm, bookFrom, 'deal_acme-globex-cloud');
const usd = (amount: string) => ({ qualifier: 'exact', value: { amount, currency: 'USD' } });
const announced = {
  type: 'DealAnnounced',
  data: {
    dealId: 'deal_acme-globex-cloud',
    announcedOn: '2026-03-02',
    terms: { totalValue: usd('1200000000') },
  },
};
const reported = { type: 'TermReported', data: { path: 'deal.totalValue', value: usd('1250000000') } };
const adoption = (position: number): TermAdopted => ({
  path: 'deal.totalValue',
  claimEventId: eventId(position),
  rationale: 'the filing beats the release',
});
const adopt = (position: number, more: Partial<TermAdopted> = {}) =>
  askOf('AdoptTerm', { ...adoption(position), ...more });
const adopted = (position: number) => ({ type: 'TermAdopted', data: adoption(position) });

describe('adopting a claim', () => {
  test('produces the adoption', () => {
    expect(given(announced, reported).when(adopt(2))).toEqual(
      accept({ type: 'TermAdopted', data: adoption(2) }),
    );
  });
  test('of an announcement adopts one of its terms', () => {
    expect(given(announced, reported).when(adopt(1))).toMatchObject({ events: [{ type: 'TermAdopted' }] });
  });
  test('again stays quiet', () => {
    expect(given(announced, reported, adopted(2)).when(adopt(2))).toEqual(accept());
  });
  test('on second thoughts, and then again, are three adoptions', () => {
    const history = [announced, reported, adopted(2), adopted(1)];
    expect(given(...history).when(adopt(2))).toMatchObject({ events: [{ type: 'TermAdopted' }] });
  });
  test('on a path that the event says nothing of is refused', () => {
    expect(given(announced, reported).when(adopt(2, { path: 'deal.term' }))).toMatchObject({
      rejection: { code: 'CLAIM_NOT_ON_PATH', pointer: '/path', other: eventId(2) },
    });
  });
  test('of a report on a field is on the path of that field', () => {
    const onField = {
      type: 'TermReported',
      data: {
        targetEventId: eventId(1),
        field: 'announcedOn',
        value: { qualifier: 'exact', value: '2026-03-01' },
      },
    };
    expect(given(announced, onField).when(adopt(2, { path: 'deal.announcedOn' }))).toMatchObject({
      outcome: 'accepted',
    });
  });
  test('that was retracted is refused', () => {
    expect(
      given(announced, reported, { type: 'RecordRetracted', data: { targetEventId: eventId(2) } }).when(
        adopt(2),
      ),
    ).toMatchObject({ rejection: { code: 'TARGET_RETRACTED', pointer: '/claimEventId' } });
  });
});
