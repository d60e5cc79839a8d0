import type { CommandName } from '@dealtrail/deals/registry';

const sources = [{ sourceId: 'source_acme-8k', locator: 'Item 1.01' }];

/** A body for each of the commonest commands. Nothing in them happened. */
export const examples: Readonly<Partial<Record<CommandName, object>>> = {
  RegisterSource: {
    sourceId: 'source_acme-8k',
    publisher: 'Acme Compute',
    title: 'Form 8-K',
    url: 'https://example.com/8k',
    publishedAt: '2026-03-02T21:05:00Z',
    tier: 'T1',
  },
  RegisterParty: {
    partyId: 'party_acme',
    legalName: 'Acme Compute Inc',
    aliases: ['Acme'],
    identifiers: [{ scheme: 'cik', value: '0001234567' }],
    sources,
  },
  AnnounceDeal: {
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
    sources,
  },
  RecordStockMove: {
    dealId: 'deal_acme-globex-cloud',
    partyId: 'party_acme',
    listing: { mic: 'XNAS', ticker: 'ACME' },
    change: { qualifier: 'nearly', value: { bps: '3000' }, asStated: 'nearly 30%' },
    window: { session: 'premarket', measure: 'unspecified', tradingDate: '2026-03-03' },
    sources,
  },
  CloseFinancing: {
    financingId: 'financing_acme-gpu',
    borrower: 'party_acme',
    funds: ['deal_acme-globex-cloud'],
    closedOn: { notAfter: '2026-06-02' },
    amount: { qualifier: 'exact', value: { amount: '800000000', currency: 'USD' } },
    sources,
  },
  ReportTerm: {
    dealId: 'deal_acme-globex-cloud',
    path: 'deal.totalValue',
    value: {
      qualifier: 'over',
      value: { amount: '1000000000', currency: 'USD' },
      asStated: 'more than $1bn',
    },
    modality: 'reported',
    sources,
  },
  CorrectRecord: {
    targetEventId: '0198c1d0-0000-7000-8000-000000000000',
    changes: [{ path: 'terms.totalValue.value.amount', to: '1250000000' }],
    reason: 'typing error: the filing says 1.25 billion',
    sources,
  },
};

/** Two lines of an upload. */
export const exampleLines = [
  { command: 'RegisterSource', ...examples.RegisterSource },
  { command: 'RegisterParty', idempotencyKey: 'acme-1', ...examples.RegisterParty },
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join('');
