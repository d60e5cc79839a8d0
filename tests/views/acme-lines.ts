import type { Line } from './record.ts';

/** A made-up deal told by three sources of which one repeats another. Nothing in it happened. */
const source = (name: string, tier: string, more: object = {}): Line => ({
  ...{
    command: 'RegisterSource',
    sourceId: `source_${name}`,
    publisher: name,
    publishedAt: '2026-03-03',
    tier,
  },
  ...more,
});

export const cites = (...names: readonly string[]) => names.map((name) => ({ sourceId: `source_${name}` }));

export const usd = (amount: string, qualifier = 'exact') => ({
  qualifier,
  value: { amount, currency: 'USD' },
});

const party = (name: string, legalName: string): Line => ({
  ...{ command: 'RegisterParty', partyId: `party_${name}`, legalName, sources: cites('filing') },
});

export const dealId = 'deal_acme-globex';
export const financingId = 'financing_acme-gpu';

/** Positions 1 to 9. */
export const acmeLines: readonly Line[] = [
  source('filing', 'T1', { publishedAt: '2026-06-02' }),
  source('wire', 'T3'),
  source('blog', 'T5', { repostOf: 'source_wire' }),
  party('acme', 'Acme Compute Inc'),
  party('globex', 'Globex Corporation'),
  {
    ...{
      command: 'AnnounceDeal',
      idempotencyKey: 'announce',
      dealId,
      class: 'cloudServices',
      title: 'Acme serves Globex',
    },
    parties: [
      { partyId: 'party_acme', role: 'provider' },
      { partyId: 'party_globex', role: 'customer' },
    ],
    announcedOn: { asStated: 'today' },
    terms: { totalValue: usd('1200000000') },
    sources: cites('filing'),
  },
  {
    ...{ command: 'ReportTerm', idempotencyKey: 'wire-value', dealId, path: 'deal.totalValue' },
    ...{ value: usd('1500000000'), sources: cites('wire') },
  },
  {
    ...{ command: 'ReportTerm', idempotencyKey: 'wire-day', dealId, path: 'deal.announcedOn' },
    ...{ value: { qualifier: 'exact', value: '2026-03-02' }, sources: cites('wire', 'blog') },
  },
  {
    ...{
      command: 'CloseFinancing',
      idempotencyKey: 'close',
      financingId,
      borrower: 'party_acme',
      funds: [dealId],
    },
    ...{ closedOn: '2026-06-01', amount: usd('800000000'), sources: cites('filing') },
  },
];

export const retractFiling: Line = {
  ...{ command: 'RetractSource', idempotencyKey: 'retract-filing', sourceId: 'source_filing' },
  ...{ reason: 'it was a draft', sources: cites('wire') },
};
