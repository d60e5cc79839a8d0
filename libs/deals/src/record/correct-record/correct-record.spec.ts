import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import { askOf, eventId, specifySlice } from '../../specify-slice.ts';
import { bookFrom } from '../book.ts';
import { correctRecord, type RecordCorrected } from './correct-record.ts';

const { given } = specifySlice(correctRecord, bookFrom, 'deal_acme-globex-cloud');
const announced = {
  type: 'DealAnnounced',
  data: {
    title: 'Acme to supply Globex',
    parties: [{ partyId: 'party_acme', role: 'provider' }],
    terms: { totalValue: { qualifier: 'exact', value: { amount: '1200000000', currency: 'USD' } } },
  },
};
const amount = 'terms.totalValue.value.amount';
const data = (path: string, to: unknown, position = 1): RecordCorrected => ({
  targetEventId: eventId(position),
  changes: [{ path, to }],
});
const correct = (path: string, to: unknown, position = 1) => askOf('CorrectRecord', data(path, to, position));
const corrected = (path: string, to: unknown) => ({ type: 'RecordCorrected', data: data(path, to) });
const retracted = (position: number) => ({
  type: 'RecordRetracted',
  data: { targetEventId: eventId(position) },
});

describe('correcting a record', () => {
  test('produces the correction', () => {
    expect(given(announced).when(correct(amount, '1250000000'))).toEqual(
      accept({ type: 'RecordCorrected', data: data(amount, '1250000000') }),
    );
  });
  test.each([
    ['parties.0.role', 'supplier'],
    ['title', 'Acme to supply Globex with AI cloud capacity'],
    ['terms.term', { qualifier: 'exact', value: { count: 5, unit: 'year' } }],
    ['terms.totalValue', null],
  ])('reaches %s', (path, to) => {
    expect(given(announced).when(correct(path, to))).toMatchObject({ outcome: 'accepted' });
  });
  test('the same again stays quiet', () => {
    expect(given(announced, corrected(amount, '1250000000')).when(correct(amount, '1250000000'))).toEqual(
      accept(),
    );
  });
  test('back to what it was is a correction too', () => {
    expect(
      given(announced, corrected(amount, '1250000000')).when(correct(amount, '1200000000')),
    ).toMatchObject({
      events: [{ type: 'RecordCorrected' }],
    });
  });
  test('to what it says already is refused', () => {
    expect(given(announced).when(correct(amount, '1200000000'))).toMatchObject({
      rejection: { code: 'CORRECTION_CHANGES_NOTHING', pointer: '/changes', other: eventId(1) },
    });
  });
  test('is judged by what was corrected before', () => {
    expect(
      given(announced, corrected(amount, '1250000000'), retracted(2)).when(correct(amount, '1250000000')),
    ).toMatchObject({ events: [{ type: 'RecordCorrected' }] });
  });
  test('of a retracted record is refused', () => {
    expect(given(announced, retracted(1)).when(correct(amount, '1'))).toMatchObject({
      rejection: { code: 'TARGET_RETRACTED', other: eventId(2) },
    });
  });
});

describe('what cannot be corrected', () => {
  const refused = (decision: unknown, pointer: string) => {
    expect(decision).toMatchObject({ rejection: { code: 'CORRECTION_INVALID', pointer } });
  };
  test('a link to another record', () => {
    refused(given(announced).when(correct('targetEventId', eventId(2))), '/changes/0/path');
  });
  test('a correction or retraction itself: it is retracted instead', () => {
    const history = [announced, corrected(amount, '1250000000')];
    refused(given(...history).when(correct('changes.0.to', '1', 2)), '/targetEventId');
  });
});
