import type { CommandName } from '@dealtrail/deals/registry';

const dealId = 'deal_acme-globex-cloud';
const financingId = 'financing_acme-gpu';
const partyId = 'party_acme';
const targetEventId = '0198c1d0-0000-7000-8000-000000000000';
const sources = [{ sourceId: 'source_acme-8k', locator: 'Item 1.01' }];

/** A body for each command that has one. Nothing in them happened. */
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
    partyId,
    legalName: 'Acme Compute Inc',
    aliases: ['Acme'],
    identifiers: [{ scheme: 'cik', value: '0001234567' }],
    sources,
  },
  AnnounceDeal: {
    dealId,
    class: 'cloudServices',
    title: 'Acme to supply Globex with AI cloud capacity',
    parties: [
      { partyId, role: 'provider' },
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
    dealId,
    partyId,
    listing: { mic: 'XNAS', ticker: 'ACME' },
    change: { qualifier: 'nearly', value: { bps: '3000' }, asStated: 'nearly 30%' },
    window: { session: 'premarket', measure: 'unspecified', tradingDate: '2026-03-03' },
    sources,
  },
  CloseFinancing: {
    financingId,
    borrower: partyId,
    funds: [dealId],
    closedOn: { notAfter: '2026-06-02' },
    amount: { qualifier: 'exact', value: { amount: '800000000', currency: 'USD' } },
    sources,
  },
  ReportTerm: {
    dealId,
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
    targetEventId,
    changes: [{ path: 'terms.totalValue.value.amount', to: '1250000000' }],
    reason: 'typing error: the filing says 1.25 billion',
    sources,
  },
  SignDeal: { dealId, signedOn: { notBefore: '2026-03-01', notAfter: '2026-03-02' }, sources },
  AgreePrepayment: {
    dealId,
    prepaymentId: 'first',
    share: { qualifier: 'exact', value: { bps: '2000' }, asStated: '20%' },
    of: 'totalValue',
    sources,
  },
  ReceivePrepayment: {
    dealId,
    prepaymentId: 'first',
    amount: { amount: '120000000', currency: 'USD' },
    receivedOn: '2026-04',
    sources,
  },
  RelateDeals: { dealId, otherDealId: 'deal_acme-globex-cloud-2', kind: 'expands', sources },
  AnnounceFinancing: {
    financingId,
    borrower: partyId,
    funds: [dealId],
    target: { qualifier: 'upTo', value: { amount: '900000000', currency: 'USD' } },
    announcedOn: '2026-Q2',
    sources,
  },
  RateFinancing: {
    financingId,
    rating: { agency: 'SP', symbol: 'BB+', outlook: 'stable' },
    ratedOn: '2026-06-01',
    sources,
  },
  RecordAssessment: {
    dealId,
    kind: 'risk',
    category: 'delivery',
    summary: 'Delivery hangs on one supplier.',
    modality: 'opinion',
    sources,
  },
  DenyReport: {
    targetEventId,
    byParty: partyId,
    summary: 'Acme says that no such talks take place.',
    deniedOn: '2026-03-04',
    sources,
  },
  RetractSource: { sourceId: 'source_acme-8k', reason: 'withdrawn by its publisher', sources },
  RenameParty: { partyId, newName: 'Acme Cloud Inc', effectiveOn: '2026-07-01', sources },
  CiteRecord: { targetEventId, sources },
  AdoptTerm: {
    path: 'deal.totalValue',
    claimEventId: targetEventId,
    rationale: 'The filing is the only source that gives the amount in full.',
    sources,
  },
  RetractRecord: { targetEventId, reason: 'recorded against the wrong deal', sources },
};

/** Two lines of an upload. */
export const exampleLines = [
  { command: 'RegisterSource', ...examples.RegisterSource },
  { command: 'RegisterParty', idempotencyKey: 'acme-1', ...examples.RegisterParty },
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join('');
