import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { askOf, eventId, specifySlice } from '../../specify-slice.ts';
import { bookFrom } from '../book.ts';
import { retractRecord } from './retract-record.ts';

const { given } = specifySlice(retractRecord, bookFrom, 'deal_acme-globex-cloud');
const reported = { type: 'TermReported', data: { path: 'deal.term' } };
const retraction = (position: number) => ({
  type: 'RecordRetracted',
  data: { targetEventId: eventId(position) },
});
const retract = (position: number) => askOf('RetractRecord', { targetEventId: eventId(position) });

describe('retracting a record', () => {
  test('produces the retraction', () => {
    expect(given(reported).when(retract(1))).toEqual(accept(retraction(1)));
  });
  test('on the same word again stays quiet', () => {
    expect(given(reported, retraction(1)).when(retract(1))).toEqual(accept());
  });
  test('on another word again is refused and points to the retraction', () => {
    expect(
      given(reported, retraction(1)).when({ ...retract(1), sources: [{ sourceId: 'source_wire' }] }),
    ).toMatchObject({ rejection: { code: 'TARGET_ALREADY_RETRACTED', other: eventId(2) } });
  });
  test('a retraction can be retracted', () => {
    expect(given(reported, retraction(1)).when(retract(2))).toEqual(accept(retraction(2)));
  });
  test('what came back can be retracted again', () => {
    expect(given(reported, retraction(1), retraction(2)).when(retract(1))).toEqual(accept(retraction(1)));
  });
  test('an event of another stream is a mistake of the caller, not of the analyst', () => {
    expect(() => given(reported).when(retract(7))).toThrow('is not of the stream');
  });
});

describe('laws of retraction', () => {
  test('an even number of retractions, each of the one before, leaves the record standing, an odd one does not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), (length) => {
        const chain = Array.from({ length }, (_, index) => retraction(index + 1));
        const decision = given(reported, ...chain).when(retract(1));
        const stands = length % 2 === 0;
        expect(decision).toEqual(stands ? accept(retraction(1)) : accept());
      }),
    );
  });
});
