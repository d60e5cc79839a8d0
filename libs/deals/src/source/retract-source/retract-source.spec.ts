import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import { askOf, eventId, specifySlice } from '../../specify-slice.ts';
import { sourceFrom } from '../source.state.ts';
import { retractSource } from './retract-source.ts';

const { given } = specifySlice(retractSource, sourceFrom, 'source_hoax');
const retract = askOf('RetractSource', { sourceId: 'source_hoax' as const });
const registered = { type: 'SourceRegistered', data: { sourceId: 'source_hoax' } };
const sourceRetracted = { type: 'SourceRetracted', data: { sourceId: 'source_hoax' } };
const recordRetracted = (position: number) => ({
  type: 'RecordRetracted',
  data: { targetEventId: eventId(position) },
});

describe('retracting a source', () => {
  test('produces the retraction', () => {
    expect(given(registered).when(retract)).toEqual(
      accept({ type: 'SourceRetracted', data: { sourceId: 'source_hoax' } }),
    );
  });
  test('on the same word again stays quiet', () => {
    expect(given(registered, sourceRetracted).when(retract)).toEqual(accept());
  });
  test('on another word again is refused and points to the retraction', () => {
    expect(
      given(registered, sourceRetracted).when({ ...retract, sources: [{ sourceId: 'source_other' }] }),
    ).toMatchObject({ rejection: { code: 'SOURCE_ALREADY_RETRACTED', other: eventId(2) } });
  });
  test('is possible again after the retraction was retracted', () => {
    expect(given(registered, sourceRetracted, recordRetracted(2)).when(retract)).toMatchObject({
      events: [{ type: 'SourceRetracted' }],
    });
  });
  test('needs a source that is registered', () => {
    expect(given().when(retract)).toMatchObject({ rejection: { code: 'UNKNOWN_SOURCE' } });
  });
  test('needs a registration that stands', () => {
    expect(given(registered, recordRetracted(1)).when(retract)).toMatchObject({
      rejection: { code: 'UNKNOWN_SOURCE' },
    });
  });
});
