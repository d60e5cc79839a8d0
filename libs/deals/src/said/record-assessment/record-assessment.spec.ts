import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import { parseCommand } from '../../command.ts';
import { bookFrom } from '../../record/book.ts';
import { askOf, eventId, specifySlice } from '../../specify-slice.ts';
import { assessmentKinds, recordAssessment, type AssessmentRecorded } from './record-assessment.ts';

const { given } = specifySlice(recordAssessment, bookFrom, 'deal_acme-globex-cloud');

const risk: AssessmentRecorded = {
  dealId: 'deal_acme-globex-cloud',
  kind: 'risk',
  category: 'concentration',
  summary: 'One client brings most of the income.',
};
const assess = (more: Partial<AssessmentRecorded> = {}) =>
  askOf('RecordAssessment', { ...risk, ...more }, { modality: 'opinion' });
const assessed = { type: 'AssessmentRecorded', data: risk, modality: 'opinion' as const };

const faults = (body: object) => {
  const parsed = parseCommand('RecordAssessment', { ...risk, sources: [{ sourceId: 'source_a' }], ...body });
  return parsed.ok ? [] : parsed.faults.map(({ pointer, code }) => `${pointer} ${code}`);
};

describe('recording an assessment', () => {
  test('produces the assessment', () => {
    expect(given().when(assess())).toEqual(accept({ type: 'AssessmentRecorded', data: risk }));
  });
  test('the same from the same source stays quiet', () => {
    expect(given(assessed).when(assess())).toEqual(accept());
  });
  test('the same from another source is refused and points to CiteRecord', () => {
    expect(given(assessed).when({ ...assess(), sources: [{ sourceId: 'source_wire' }] })).toMatchObject({
      rejection: { code: 'ALREADY_RECORDED', other: eventId(1) },
    });
  });
  test('another view of the same kind is another assessment', () => {
    expect(given(assessed).when(assess({ category: 'execution' }))).toMatchObject({ outcome: 'accepted' });
  });
  test('is of the day it was made, if anybody says', () => {
    expect(recordAssessment.occurredOn({ ...risk, assessedOn: '2026-06' })).toBe('2026-06');
    expect(recordAssessment.occurredOn(risk)).toBeNull();
  });
});

describe('the body of an assessment', () => {
  test('names exactly one subject', () => {
    expect(faults({ dealId: undefined })).toEqual(['/dealId MISSING_FIELD']);
    expect(faults({ partyId: 'party_acme' })).toEqual(['/partyId INVALID_FIELDS']);
    expect(faults({ dealId: undefined, partyId: 'party_acme' })).toEqual([]);
  });
  test('takes a summary of 500 characters and no more', () => {
    expect(faults({ summary: 'x'.repeat(500) })).toEqual([]);
    expect(faults({ summary: 'x'.repeat(501) })).toEqual(['/summary BAD_TEXT']);
  });
  test.each(assessmentKinds)('may be of the kind %s', (kind) => {
    expect(faults({ kind })).toEqual([]);
  });
});
