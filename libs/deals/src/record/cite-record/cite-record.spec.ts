import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import { askOf, eventId, specifySlice } from '../../specify-slice.ts';
import { bookFrom } from '../book.ts';
import { citeRecord } from './cite-record.ts';

const { given } = specifySlice(citeRecord, bookFrom, 'deal_acme-globex-cloud');
const announced = {
  type: 'DealAnnounced',
  data: {},
  sources: [{ sourceId: 'source_a', locator: 'p. 1' } as const],
};
const cite = (...sources: readonly { sourceId: `source_${string}`; locator?: string }[]) =>
  askOf('CiteRecord', { targetEventId: eventId(1) }, { sources });
const citation = { type: 'RecordCited', data: { targetEventId: eventId(1) } };
const citedFrom = (sourceId: `source_${string}`) => ({ ...citation, sources: [{ sourceId }] });
const retracted = (position: number) => ({
  type: 'RecordRetracted',
  data: { targetEventId: eventId(position) },
});

describe('citing one more source', () => {
  test('produces the citation', () => {
    expect(given(announced).when(cite({ sourceId: 'source_b' }))).toEqual(accept(citation));
  });
  test('again stays quiet', () => {
    expect(given(announced, citedFrom('source_b')).when(cite({ sourceId: 'source_b' }))).toEqual(accept());
  });
  test('that the record itself rests on is refused', () => {
    expect(given(announced).when(cite({ sourceId: 'source_a' }))).toMatchObject({
      rejection: { code: 'ALREADY_CITED', pointer: '/sources/0/sourceId', other: eventId(1) },
    });
  });
  test('one of several that is cited already is refused and pointed at', () => {
    expect(
      given(announced, citedFrom('source_b')).when(cite({ sourceId: 'source_c' }, { sourceId: 'source_b' })),
    ).toMatchObject({ rejection: { code: 'ALREADY_CITED', pointer: '/sources/1/sourceId' } });
  });
  test('another place in the same source is one more place', () => {
    expect(given(announced).when(cite({ sourceId: 'source_a', locator: 'p. 9' }))).toMatchObject({
      events: [{ type: 'RecordCited' }],
    });
  });
  test('after the citation was retracted produces it again', () => {
    expect(
      given(announced, citedFrom('source_b'), retracted(2)).when(cite({ sourceId: 'source_b' })),
    ).toEqual(accept(citation));
  });
  test('for a retracted record is refused', () => {
    expect(given(announced, retracted(1)).when(cite({ sourceId: 'source_b' }))).toMatchObject({
      rejection: { code: 'TARGET_RETRACTED', other: eventId(2) },
    });
  });
});
