import type { Random } from '../crash/random.ts';
import type { Line } from '../views/record.ts';

/** A small world, so that what is recorded meets what was recorded before. */
export const world = {
  deals: ['deal_one', 'deal_two', 'deal_three', 'deal_four'],
  financings: ['financing_one', 'financing_two'],
  parties: ['party_acme', 'party_globex', 'party_bank'],
  sources: ['source_filing', 'source_wire', 'source_trade', 'source_blog', 'source_later'],
} as const;

/** An event that was recorded, so that another can speak of it. */
export type Told = {
  readonly eventId: string;
  readonly type: string;
  readonly streamId: string;
  readonly recordedAt: string;
};

const dates = [
  '2024-05-06',
  '2025-11-03',
  '2025-11',
  '2026-Q1',
  '2026',
  'unknown',
  { notAfter: '2026-06-02' },
];
const usd = (amount: string) => ({ qualifier: 'exact', value: { amount, currency: 'USD' } });

const cites = (random: Random) =>
  random
    .shuffled(world.sources)
    .slice(0, random.integer(1, 2))
    .map((sourceId) => ({ sourceId }));

const moneyOf = (random: Random) =>
  random.oneOf([
    usd(random.oneOf(['1000', '1250.5', '3000', '9700000000'])),
    { qualifier: 'undisclosed' },
    { qualifier: 'nearly', value: { amount: '3000', currency: 'USD' }, asStated: 'nearly 3,000' },
    {
      qualifier: 'range',
      low: { amount: '900', currency: 'USD' },
      high: { amount: '1100', currency: 'USD' },
    },
  ]);

const parties = (random: Random) =>
  random.oneOf([
    [
      { partyId: 'party_acme', role: 'provider' },
      { partyId: 'party_globex', role: 'customer' },
    ],
    [{ partyId: 'party_bank', role: 'developer' }],
  ]);

/** What opens streams. Also what happened years ago: the log grows in the order told, not in that of the world. */
const opening = (random: Random): Line => {
  const sourceId = random.oneOf(world.sources);
  return random.oneOf<Line>([
    {
      ...{
        command: 'RegisterSource',
        sourceId,
        publisher: `The ${sourceId}`,
        publishedAt: random.oneOf(dates),
      },
      tier: random.oneOf(['T1', 'T3', 'T5']),
      ...(sourceId === 'source_blog' ? { repostOf: 'source_wire' } : {}),
    },
    {
      ...{ command: 'RegisterParty', partyId: random.oneOf(world.parties), sources: cites(random) },
      legalName: random.oneOf(['Acme Compute', 'Globex', 'The Bank']),
    },
    {
      ...{
        command: 'AnnounceDeal',
        dealId: random.oneOf(world.deals),
        title: 'A deal',
        parties: parties(random),
      },
      ...{ class: random.oneOf(['cloudServices', 'hosting']), announcedOn: random.oneOf(dates) },
      ...{ terms: { totalValue: moneyOf(random) }, sources: cites(random) },
    },
    {
      ...{ command: 'CloseFinancing', financingId: random.oneOf(world.financings), borrower: 'party_acme' },
      ...{ funds: [random.oneOf(world.deals)], closedOn: random.oneOf(dates), amount: moneyOf(random) },
      sources: cites(random),
    },
  ]);
};

const telling = (random: Random): Line => {
  const dealId = random.oneOf(world.deals);
  const sources = cites(random);
  return random.oneOf<Line>([
    { command: 'ReportTerm', dealId, path: 'deal.totalValue', value: moneyOf(random), sources },
    {
      ...{ command: 'ReportTerm', dealId, path: 'deal.announcedOn', sources },
      value: { qualifier: 'exact', value: random.oneOf(dates) },
    },
    { command: 'SignDeal', dealId, signedOn: random.oneOf(dates), sources },
    {
      ...{
        command: 'RecordStockMove',
        dealId,
        partyId: 'party_acme',
        listing: { ticker: 'ACME', mic: 'XNAS' },
      },
      change: { qualifier: random.oneOf(['nearly', 'exact']), value: { bps: '3000' } },
      window: { session: 'premarket', measure: 'unspecified', tradingDate: '2025-11-03' },
      sources,
    },
    {
      ...{ command: 'RecordAssessment', dealId, kind: 'risk', category: 'execution', sources },
      summary: `remark ${String(random.integer(1, 1_000))}`,
    },
    { command: 'RelateDeals', dealId, otherDealId: random.oneOf(world.deals), kind: 'expands', sources },
    {
      ...{ command: 'AgreePrepayment', dealId, prepaymentId: 'p1', of: 'totalValue', sources },
      share: { qualifier: 'exact', value: { bps: '2000' } },
    },
    {
      ...{ command: 'RenameParty', partyId: random.oneOf(world.parties), sources },
      ...{ newName: `Name ${String(random.integer(1, 9))}`, effectiveOn: random.oneOf(dates) },
    },
    { command: 'RetractSource', sourceId: random.oneOf(world.sources), reason: 'withdrawn', sources },
  ]);
};

/** What can be mistyped in an event of each type. */
const corrections: Readonly<Record<string, readonly { readonly path: string; readonly to: unknown }[]>> = {
  DealAnnounced: [
    { path: 'terms.totalValue', to: usd('1300') },
    { path: 'title', to: 'Corrected' },
    { path: 'announcedOn', to: '2025-10' },
  ],
  TermReported: [{ path: 'value', to: usd('1400') }],
  SourceRegistered: [{ path: 'tier', to: 'T1' }],
  FinancingClosed: [{ path: 'amount', to: usd('77') }],
  AssessmentRecorded: [{ path: 'summary', to: 'another remark' }],
  PartyRenamed: [{ path: 'newName', to: 'Another name' }],
};

const correcting = (random: Random, told: readonly Told[]): Line => {
  const { eventId: targetEventId, type } = random.oneOf(told);
  const sources = cites(random);
  const to = random.oneOf(corrections[type] ?? [{ path: 'reason', to: 'nothing that can be corrected' }]);
  return random.oneOf<Line>([
    { command: 'CorrectRecord', targetEventId, changes: [to], reason: 'typing error', sources },
    { command: 'CorrectRecord', targetEventId, changes: [to], reason: 'typing error', sources },
    { command: 'RetractRecord', targetEventId, reason: 'of another deal', sources },
    { command: 'CiteRecord', targetEventId, sources },
    {
      ...{ command: 'DenyReport', targetEventId, byParty: 'party_globex', summary: 'not so' },
      ...{ deniedOn: '2026-01', sources },
    },
    {
      ...{ command: 'AdoptTerm', claimEventId: targetEventId, rationale: 'read it' },
      path: type === 'TermReported' ? 'deal.totalValue' : 'deal.announcedOn',
    },
  ]);
};

/** Commands about the world and about our own record, some of which the door refuses. */
export const randomCommands = (random: Random, told: readonly Told[], count: number): readonly Line[] =>
  Array.from({ length: count }, () => {
    const kind = random.integer(1, 10);
    if (told.length < 12 || kind <= 2) return opening(random);
    return kind <= 7 ? telling(random) : correcting(random, told);
  });
