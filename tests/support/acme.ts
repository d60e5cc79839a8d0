/** The wire shapes that the HTTP contract gives as examples. Not a real case: nothing in them happened. */
export const acmeSource = {
  sourceId: 'source_acme-8k',
  publisher: 'Acme Compute',
  title: 'Form 8-K',
  url: 'https://example.com/8k',
  publishedAt: '2026-03-02T21:05:00Z',
  tier: 'T1',
};

const cited = [{ sourceId: acmeSource.sourceId }];

export const acme = {
  partyId: 'party_acme',
  legalName: 'Acme Compute Inc',
  aliases: ['Acme'],
  identifiers: [{ scheme: 'cik', value: '0001234567' }],
  sources: [{ sourceId: 'source_acme-8k', locator: 'cover page' }],
};

export const globex = { partyId: 'party_globex', legalName: 'Globex Corporation', sources: cited };

export const acmeDeal = {
  dealId: 'deal_acme-globex-cloud',
  class: 'cloudServices',
  title: 'Acme to supply Globex with AI cloud capacity',
  parties: [
    { partyId: 'party_acme', role: 'provider' },
    { partyId: 'party_globex', role: 'customer' },
  ],
  announcedOn: '2026-03-02',
  terms: {
    totalValue: {
      qualifier: 'exact',
      value: { amount: '1200000000', currency: 'USD' },
      asStated: '$1.2 billion',
    },
    term: { qualifier: 'exact', value: { count: 5, unit: 'year' } },
  },
  modality: 'company',
  sources: [{ sourceId: 'source_acme-8k', locator: 'Item 1.01' }],
};

export const acmeMove = {
  dealId: 'deal_acme-globex-cloud',
  partyId: 'party_acme',
  listing: { mic: 'XNAS', ticker: 'ACME' },
  change: { qualifier: 'nearly', value: { bps: '3000' }, asStated: 'nearly 30%' },
  window: { session: 'premarket', measure: 'unspecified', tradingDate: '2026-03-03' },
  sources: cited,
};

export const acmeFinancing = {
  financingId: 'financing_acme-gpu',
  borrower: 'party_acme',
  funds: ['deal_acme-globex-cloud'],
  closedOn: { notAfter: '2026-06-02' },
  amount: { qualifier: 'exact', value: { amount: '800000000', currency: 'USD' } },
  sources: cited,
};

/** In an order that each line needs. */
export const acmeCase: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['RegisterSource', acmeSource],
  ['RegisterParty', acme],
  ['RegisterParty', globex],
  ['AnnounceDeal', acmeDeal],
  ['RecordStockMove', acmeMove],
  ['CloseFinancing', acmeFinancing],
];
