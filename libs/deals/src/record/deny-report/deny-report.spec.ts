import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import { parseCommand } from '../../command.ts';
import { askOf, eventId, specifySlice } from '../../specify-slice.ts';
import { bookFrom } from '../book.ts';
import { denyReport, type ReportDenied } from './deny-report.ts';

const { given } = specifySlice(denyReport, bookFrom, 'deal_acme-globex-cloud');
const denial: ReportDenied = {
  targetEventId: eventId(1),
  byParty: 'party_globex',
  summary: 'Globex says that no talks took place.',
  deniedOn: '2026-03-05',
};
const deny = askOf('DenyReport', denial);
const rumoured = { type: 'TermReported', data: {}, modality: 'rumoured' as const };
const denied = { type: 'ReportDenied', data: denial };

describe('denying a report', () => {
  test('produces the denial', () => {
    expect(given(rumoured).when(deny)).toEqual(accept({ type: 'ReportDenied', data: denial }));
  });
  test('again stays quiet', () => {
    expect(given(rumoured, denied).when(deny)).toEqual(accept());
  });
  test('again from another source is refused and points to CiteRecord', () => {
    expect(given(rumoured, denied).when({ ...deny, sources: [{ sourceId: 'source_wire' }] })).toMatchObject({
      rejection: { code: 'ALREADY_RECORDED', other: eventId(2) },
    });
  });
  test('by another party is another denial', () => {
    expect(
      given(rumoured, denied).when(askOf('DenyReport', { ...denial, byParty: 'party_acme' })),
    ).toMatchObject({
      events: [{ type: 'ReportDenied' }],
    });
  });
  test('happened on the day of the denial', () => {
    expect(denyReport.occurredOn(denial)).toBe('2026-03-05');
  });
  test('takes 280 characters and no more', () => {
    const body = { ...denial, sources: [{ sourceId: 'source_a' }] };
    expect(parseCommand('DenyReport', { ...body, summary: 'x'.repeat(280) }).ok).toBe(true);
    expect(parseCommand('DenyReport', { ...body, summary: 'x'.repeat(281) })).toMatchObject({
      faults: [{ pointer: '/summary', code: 'BAD_TEXT' }],
    });
  });
});
