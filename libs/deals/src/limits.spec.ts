import { describe, expect, test } from '@jest/globals';
import { parseCommand, reasonMax } from './command.ts';
import {
  aliasesMax,
  identifiersMax,
  nameLengthMax,
  seatLengthMax,
} from './party/register-party/register-party.ts';
import { newNameLengthMax } from './party/rename-party/rename-party.ts';
import { adoptedPathLengthMax, rationaleLengthMax } from './record/adopt-term/adopt-term.ts';
import {
  changesMax,
  correctedPathLengthMax,
  newValueDepthMax,
} from './record/correct-record/correct-record.ts';
import type { CommandName } from './registry.ts';
import { categoryLengthMax, partiesNamedMax } from './said/record-assessment/record-assessment.ts';
import { basisLengthMax, fieldLengthMax, numeratorMax } from './said/report-term/report-term.ts';
import {
  derivedFromMax,
  publisherLengthMax,
  titleLengthMax,
  urlLengthMax,
} from './source/register-source/register-source.ts';
import { eventId } from './specify-slice.ts';

const bodies = {
  RegisterSource: { sourceId: 'source_a', publisher: 'A', publishedAt: 'unknown', tier: 'T1' },
  RegisterParty: { partyId: 'party_a', legalName: 'A' },
  RenameParty: { partyId: 'party_a', newName: 'B', effectiveOn: '2026' },
  RecordAssessment: { dealId: 'deal_a', kind: 'risk', summary: 'x' },
  ReportTerm: {
    financingId: 'financing_a',
    path: 'financing.coverage',
    value: { qualifier: 'exact', value: { bps: '9600' } },
  },
  AdoptTerm: { path: 'deal.term', claimEventId: eventId(1), rationale: 'x' },
  CorrectRecord: { targetEventId: eventId(1), changes: [{ path: 'title', to: 'x' }] },
} satisfies Partial<Record<CommandName, object>>;
type Limited = keyof typeof bodies;

const letters = (count: number) => 'x'.repeat(count);
const many =
  <T>(item: T) =>
  (count: number) =>
    Array.from({ length: count }, () => item);
const nested = (depth: number): unknown => (depth === 0 ? 'x' : [nested(depth - 1)]);
const change = (path: string, to: unknown) => ({ changes: [{ path, to }] });

/** What is limited, the limit, and a body that uses it up to `n`. */
const limits: readonly (readonly [what: string, max: number, name: Limited, (n: number) => object])[] = [
  ['characters of a reason', reasonMax, 'RegisterParty', (n) => ({ reason: letters(n) })],
  ['characters of a publisher', publisherLengthMax, 'RegisterSource', (n) => ({ publisher: letters(n) })],
  ['characters of a title', titleLengthMax, 'RegisterSource', (n) => ({ title: letters(n) })],
  ['characters of a url', urlLengthMax, 'RegisterSource', (n) => ({ url: `https://a/${letters(n - 10)}` })],
  ['origins of a source', derivedFromMax, 'RegisterSource', (n) => ({ derivedFrom: many('source_b')(n) })],
  ['characters of a legal name', nameLengthMax, 'RegisterParty', (n) => ({ legalName: letters(n) })],
  ['characters of a seat', seatLengthMax, 'RegisterParty', (n) => ({ seat: letters(n) })],
  ['aliases', aliasesMax, 'RegisterParty', (n) => ({ aliases: many('A')(n) })],
  [
    'identifiers',
    identifiersMax,
    'RegisterParty',
    (n) => ({ identifiers: many({ scheme: 'ticker', value: 'A' })(n) }),
  ],
  ['characters of a new name', newNameLengthMax, 'RenameParty', (n) => ({ newName: letters(n) })],
  ['characters of a category', categoryLengthMax, 'RecordAssessment', (n) => ({ category: letters(n) })],
  ['parties spoken of', partiesNamedMax, 'RecordAssessment', (n) => ({ partyIds: many('party_a')(n) })],
  ['things counted', numeratorMax, 'ReportTerm', (n) => ({ measuredBy: { numerator: many('debt')(n) } })],
  [
    'characters of what is counted',
    basisLengthMax,
    'ReportTerm',
    (n) => ({ measuredBy: { numerator: [letters(n)] } }),
  ],
  [
    'characters of a field',
    fieldLengthMax,
    'ReportTerm',
    (n) => ({ financingId: undefined, path: undefined, targetEventId: eventId(1), field: letters(n) }),
  ],
  ['characters of a rationale', rationaleLengthMax, 'AdoptTerm', (n) => ({ rationale: letters(n) })],
  ['characters of an adopted path', adoptedPathLengthMax, 'AdoptTerm', (n) => ({ path: letters(n) })],
  ['changes', changesMax, 'CorrectRecord', (n) => ({ changes: many({ path: 'title', to: 'x' })(n) })],
  ['characters of a corrected path', correctedPathLengthMax, 'CorrectRecord', (n) => change(letters(n), 'x')],
  ['depth of a new value', newValueDepthMax, 'CorrectRecord', (n) => change('title', nested(n))],
];

describe('a limit', () => {
  test.each(limits)('%s: %i are accepted and not one more', (_, max, name, using) => {
    const parse = (n: number) =>
      parseCommand(name, { ...bodies[name], sources: [{ sourceId: 'source_a' }], ...using(n) });
    expect(parse(max)).toMatchObject({ ok: true });
    expect(parse(max + 1)).toMatchObject({
      ok: false,
      faults: [{ detail: expect.any(String) }],
    });
  });
});
