import { describe, expect, test } from '@jest/globals';
import { parseCommand } from './command.ts';
import type { CommandName } from './registry.ts';

const source = { sourceId: 'source_acme-8k', locator: 'Item 1.01' };
const target = '0198c000-0000-7000-8000-000000000001';

const announcement = {
  dealId: 'deal_acme-globex-cloud',
  class: 'cloudServices',
  title: 'Acme to supply Globex with AI cloud capacity',
  parties: [
    { partyId: 'party_acme', role: 'provider' },
    { partyId: 'party_globex', role: 'customer' },
  ],
  announcedOn: '2026-03-02',
  terms: { totalValue: { qualifier: 'exact', value: { amount: '1200000000', currency: 'USD' } } },
  sources: [source],
};
const registration = {
  sourceId: 'source_acme-8k',
  publisher: 'Acme Compute',
  publishedAt: '2026-03-02T21:05:00Z',
  tier: 'T1',
};
const party = {
  partyId: 'party_acme',
  legalName: 'Acme Compute Inc',
  identifiers: [{ scheme: 'isin', value: 'US0378331005' }],
  sources: [source],
};
const move = {
  partyId: 'party_acme',
  dealId: 'deal_acme-globex-cloud',
  listing: { ticker: 'ACME', mic: 'XNAS' },
  change: { qualifier: 'nearly', value: { bps: '3000' }, asStated: 'nearly 30%' },
  window: { session: 'premarket', measure: 'unspecified', tradingDate: '2026-03-03' },
  sources: [source],
};
const report = {
  dealId: 'deal_acme-globex-cloud',
  path: 'deal.totalValue',
  value: { qualifier: 'exact', value: { amount: '9700000000', currency: 'USD' } },
  sources: [source],
};
const correction = {
  targetEventId: target,
  changes: [{ path: 'terms.totalValue.value.amount', to: '1250000000' }],
  sources: [source],
};

const faults = (name: CommandName, body: unknown): readonly string[] => {
  const parsed = parseCommand(name, body);
  return parsed.ok ? [] : parsed.faults.map(({ pointer, code }) => `${pointer} ${code}`);
};

describe('a body that parses', () => {
  test('becomes the command: its own fields apart from what every command carries', () => {
    expect(
      parseCommand('RetractRecord', {
        targetEventId: target,
        sources: [source],
        modality: 'company',
        reason: 'recorded twice',
        correlationId: 'batch-7',
        causationId: target,
      }),
    ).toEqual({
      ok: true,
      command: {
        type: 'RetractRecord',
        data: { targetEventId: target },
        sources: [source],
        modality: 'company',
        reason: 'recorded twice',
        correlationId: 'batch-7',
        causationId: target,
      },
    });
  });
  test('is stated unless it says otherwise', () => {
    expect(parseCommand('ReportTerm', report)).toMatchObject({ command: { modality: 'stated' } });
  });
  test('a first source needs no source', () => {
    expect(parseCommand('RegisterSource', registration)).toMatchObject({
      ok: true,
      command: { sources: [] },
    });
  });
  test('a source is seen unless it says otherwise', () => {
    expect(parseCommand('RegisterSource', registration)).toMatchObject({
      command: { data: { seen: true } },
    });
  });
  test.each([
    ['AnnounceDeal', announcement],
    ['RegisterParty', party],
    ['RecordStockMove', move],
    ['CorrectRecord', correction],
  ] as const)('%s of the contract is accepted', (name, body) => {
    expect(faults(name, body)).toEqual([]);
  });
});

/** One fault each: what is changed, and what the answer must say, pointer and code. */
const single: readonly (readonly [name: CommandName, body: unknown, fault: string])[] = [
  ['AnnounceDeal', { ...announcement, dealId: 'acme' }, '/dealId BAD_IDENTIFIER'],
  ['AnnounceDeal', { ...announcement, announcedOn: '2026-02-30' }, '/announcedOn BAD_PARTIAL_DATE'],
  ['AnnounceDeal', { ...announcement, title: 'a\u0000b' }, '/title BAD_TEXT'],
  ['AnnounceDeal', { ...announcement, title: 'a\ud800b' }, '/title BAD_TEXT'],
  ['AnnounceDeal', { ...announcement, title: '  ' }, '/title BAD_TEXT'],
  ['AnnounceDeal', { ...announcement, title: undefined }, '/title MISSING_FIELD'],
  ['AnnounceDeal', { ...announcement, value: '9.7bn' }, '/value UNKNOWN_FIELD'],
  ['AnnounceDeal', { ...announcement, class: 'handshake' }, '/class INVALID_FIELDS'],
  ['AnnounceDeal', { ...announcement, sources: undefined }, '/sources SOURCE_REQUIRED'],
  ['AnnounceDeal', { ...announcement, sources: [] }, '/sources SOURCE_REQUIRED'],
  ['AnnounceDeal', { ...announcement, sources: [{}] }, '/sources/0/sourceId MISSING_FIELD'],
  [
    'AnnounceDeal',
    { ...announcement, sources: [{ sourceId: 'the 8-K' }] },
    '/sources/0/sourceId BAD_IDENTIFIER',
  ],
  ['AnnounceDeal', { ...announcement, modality: 'sure' }, '/modality INVALID_FIELDS'],
  ['AnnounceDeal', { ...announcement, reason: 'x'.repeat(501) }, '/reason BAD_TEXT'],
  ['AnnounceDeal', { ...announcement, correlationId: 'ü' }, '/correlationId BAD_IDENTIFIER'],
  ['AnnounceDeal', [announcement], ' INVALID_FIELDS'],
  ['RegisterSource', { ...registration, publishedAt: 'soon' }, '/publishedAt BAD_INSTANT'],
  ['RegisterSource', { ...registration, url: 'example.com' }, '/url BAD_TEXT'],
  ['RegisterSource', { ...registration, sha256: 'abc' }, '/sha256 BAD_IDENTIFIER'],
  ['RegisterSource', { ...registration, tier: 'T7' }, '/tier INVALID_FIELDS'],
  ['RegisterSource', { ...registration, tier: undefined }, '/tier MISSING_FIELD'],
  [
    'RegisterParty',
    { ...party, identifiers: [{ scheme: 'isin', value: 'US0378331006' }] },
    '/identifiers/0/value BAD_IDENTIFIER_CHECKSUM',
  ],
  [
    'RegisterParty',
    { ...party, identifiers: [{ scheme: 'cik', value: '1' }] },
    '/identifiers/0/value BAD_IDENTIFIER',
  ],
  ['RecordStockMove', { ...move, change: undefined }, '/change MISSING_FIELD'],
  ['RecordStockMove', { ...move, financingId: 'financing_x' }, '/financingId INVALID_FIELDS'],
  [
    'RecordStockMove',
    { ...move, listing: { ...move.listing, isin: 'US0378331006' } },
    '/listing/isin BAD_IDENTIFIER_CHECKSUM',
  ],
  [
    'RecordStockMove',
    { ...move, change: { qualifier: 'exact', value: { bps: 3000 } } },
    '/change/value/bps MALFORMED_DECIMAL',
  ],
  ['ReportTerm', { ...report, path: 'deal.totalWorth' }, '/path UNKNOWN_TERM_PATH'],
  ['ReportTerm', { ...report, path: 'financing.amount' }, '/path UNKNOWN_TERM_PATH'],
  ['ReportTerm', { ...report, path: undefined }, '/path MISSING_FIELD'],
  ['ReportTerm', { ...report, dealId: undefined }, '/dealId MISSING_FIELD'],
  ['ReportTerm', { ...report, partyId: 'party_acme' }, '/partyId INVALID_FIELDS'],
  ['ReportTerm', { ...report, value: undefined }, '/value MISSING_FIELD'],
  ...['9.7bn', '1e9', '9,700', '01', ''].map(
    (amount) =>
      [
        'ReportTerm',
        { ...report, value: { qualifier: 'exact', value: { amount, currency: 'USD' } } },
        '/value/value/amount MALFORMED_DECIMAL',
      ] as const,
  ),
  [
    'ReportTerm',
    { ...report, value: { qualifier: 'exact', value: { amount: '1', currency: 'DOLLARS' } } },
    '/value/value/currency BAD_CURRENCY',
  ],
  ['CorrectRecord', { ...correction, targetEventId: undefined }, '/targetEventId MISSING_FIELD'],
  ['CorrectRecord', { ...correction, targetCommandId: 'line-3' }, '/targetCommandId INVALID_FIELDS'],
  ['CorrectRecord', { ...correction, targetEventId: 'the first' }, '/targetEventId BAD_IDENTIFIER'],
  ['CorrectRecord', { ...correction, changes: [] }, '/changes INVALID_FIELDS'],
  ['CorrectRecord', { ...correction, changes: [{ path: 'title' }] }, '/changes/0/to MISSING_FIELD'],
  ['CorrectRecord', { ...correction, changes: [{ path: 'title', to: 'a\u0000' }] }, '/changes/0/to BAD_TEXT'],
  [
    'CorrectRecord',
    { ...correction, changes: [{ path: '__proto__', to: 1 }] },
    '/changes/0/path INVALID_FIELDS',
  ],
];

describe('a body with a fault', () => {
  test.each(single)('%s %j is told: %s', (name, body, fault) => {
    expect(faults(name, body)).toEqual([fault]);
  });

  test('tells every fault, not only the first', () => {
    expect(
      faults('ReportTerm', {
        ...report,
        path: 'deal.term',
        value: { qualifier: 'exact', value: { count: 'five', unit: 'decade' } },
        mood: 'good',
        sources: [],
      }),
    ).toEqual(
      expect.arrayContaining([
        '/mood UNKNOWN_FIELD',
        '/sources SOURCE_REQUIRED',
        expect.stringContaining('/value/value/count'),
        expect.stringContaining('/value/value/unit'),
      ]),
    );
  });
  test('tells a key that JavaScript would take for a prototype', () => {
    const body = JSON.parse(`{"__proto__": 1, ${JSON.stringify(report).slice(1)}`) as unknown;
    expect(faults('ReportTerm', body)).toEqual(['/__proto__ UNKNOWN_FIELD']);
  });
  test('refuses a new value that is nested beyond all reason, without falling over', () => {
    const to = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as unknown;
    expect(faults('CorrectRecord', { ...correction, changes: [{ path: 'title', to }] })).toEqual([
      '/changes/0/to BAD_TEXT',
    ]);
  });
  test('refuses a number that a double cannot hold', () => {
    expect(faults('CorrectRecord', { ...correction, changes: [{ path: 'title', to: Infinity }] })).toEqual([
      '/changes/0/to BAD_TEXT',
    ]);
  });
  test('escapes a field whose name is part of a pointer', () => {
    expect(faults('ReportTerm', { ...report, 'a/b~c': 1 })).toEqual(['/a~1b~0c UNKNOWN_FIELD']);
  });
  test.each([[null], ['text'], [7], [undefined]])('a body that is %j is refused whole', (body) => {
    expect(faults('RecordAssessment', body)).toHaveLength(1);
  });
});
