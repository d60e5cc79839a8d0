import { expect, test } from '@jest/globals';
import { csvOf } from '../output/csv.ts';
import { DealDiff, diffPage, diffRow } from './deal-diff.ts';

const basis = { position: 6, asAt: '2026-03-02T00:00:00.000000Z', effectiveAt: '2026-03-02' };
const announced = {
  ...{ eventId: 'e6', position: 6, type: 'DealAnnounced', recordedAt: basis.asAt, actor: 'ada' },
  sources: [{ sourceId: 'source_blog', publisher: 'unknown', title: null, locator: null }],
};
const reported = { ...announced, eventId: 'e7', position: 7, type: 'TermReported', sources: [] };
const change = (path: string, before: unknown, after: unknown, by: readonly object[] = [announced]) => ({
  ...{ path, before, after, by, byEffectiveAt: false },
});
const because = { claimEventId: 'e6', sources: [{ sourceId: 'source_blog' }], witnesses: [], step: 'only' };
const usd = { qualifier: 'exact', value: { amount: '1200000000', currency: 'USD' } };
const rival = { claimEventId: 'e7', value: usd, sources: [{ sourceId: 'source_wire' }], lostAt: 'f' };

const diff = (...changes: readonly object[]) =>
  DealDiff.parse({ dealId: 'deal_x', from: basis, to: basis, changes });
const shown = (...changes: readonly object[]): readonly string[] =>
  diffPage(diff(...changes), { width: 80 }).slice(3);

const fromNothing = [
  change('/class', null, 'hosting'),
  change('/stage', null, 'announced'),
  change('/parties/provider/party_acme', null, { partyId: 'party_acme', name: 'Acme', role: 'provider' }),
  change('/terms/deal.class/because', null, because),
  change('/terms/deal.class/value', null, 'hosting'),
  change('/terms/deal.role.provider.party_acme/because', null, because),
  change('/terms/deal.role.provider.party_acme/value', null, 'party_acme'),
  change('/terms/deal.stage/because', null, because),
  change('/terms/deal.stage/value', null, 'announced'),
  change('/terms/deal.totalValue/because', null, because),
  change('/terms/deal.totalValue/value', null, usd),
];

test('class, stage and parties are told once, each with why it stands, and no publisher where none is known', () => {
  expect(diffPage(diff(...fromNothing), { width: 80 })[0]).toBe('4 changes on deal_x');
  expect(shown(...fromNothing)).toEqual([
    '',
    '6  DealAnnounced, 2026-03-02 00:00:00 UTC by ada',
    '   from source_blog',
    '  class',
    '    new  hosting',
    '    why  source_blog; the only claim',
    '  stage',
    '    new  announced',
    '    why  source_blog; the only claim',
    '  provider party_acme',
    '    new  Acme',
    '    why  source_blog; the only claim',
    '  totalValue',
    '    new  USD 1,200,000,000',
    '    why  source_blog; the only claim',
  ]);
});

test('a figure whose reason came with other events keeps the two apart; what went is gone', () => {
  const lines = shown(
    change('/terms/deal.totalValue/because', null, because, [announced, reported]),
    change('/terms/deal.totalValue/rivals/e7', rival, null, [reported]),
    change('/terms/deal.totalValue/value', null, usd),
    change('/openConflicts', 1, 0, [reported]),
  );
  expect(lines).toEqual([
    '',
    '6  DealAnnounced, 2026-03-02 00:00:00 UTC by ada',
    '   from source_blog',
    '7  TermReported, 2026-03-02 00:00:00 UTC by ada',
    '  totalValue, why it stands',
    '    new  source_blog; the only claim',
    '',
    '6  DealAnnounced, 2026-03-02 00:00:00 UTC by ada',
    '   from source_blog',
    '  totalValue',
    '    new  USD 1,200,000,000',
    '',
    '7  TermReported, 2026-03-02 00:00:00 UTC by ada',
    '  totalValue, rival',
    '    gone USD 1,200,000,000, source_wire; lost at rule 4f',
    '  open conflicts',
    '    was  1',
    '    is   0',
  ]);
});

test('as CSV every field has its row, and what was not there an empty cell', () => {
  const rows = diff(...fromNothing, change('/title', 'Old', null)).changes.map(diffRow);
  const lines = csvOf(rows).trim().split('\n');
  expect(lines).toHaveLength(fromNothing.length + 2);
  expect(lines[1]).toBe('/class,,hosting,6,DealAnnounced,ada,,source_blog');
  expect(lines.at(-1)).toBe('/title,Old,,6,DealAnnounced,ada,,source_blog');
});
