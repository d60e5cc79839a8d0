/** Events of each deal; an event each for all deals in turn, as a market that talks about all of them would bring them. */
export const eventsOfDeal = 50;

const sources = [{ sourceId: 'source_acme-8k', locator: 'Item 1.01' }];

const payloadOf = (data: object, more: object = {}): string =>
  JSON.stringify({
    ...{
      occurredOn: null,
      actor: 'analyst:market-desk',
      correlationId: '0199f0a2-6f2e-7c51-9a43-5f0de2b0c9e4',
    },
    ...{ causationId: null, reason: null, sources, modality: 'stated' },
    ...more,
    data,
  });

const usd = (amount: number) => ({ amount: String(amount), currency: 'USD' });

export const dealIdOf = (deal: number): string => `deal_acme-globex-cloud-${String(deal)}`;

export const uuidOf = (position: number): string =>
  `0198c000-0000-7000-8000-${String(position).padStart(12, '0')}`;

/** A share move, which most of what is recorded of a deal is. `more`: beside what the domain reads. */
export const moveOf = (deal: number, bps: number, more: object = {}): string =>
  payloadOf(
    {
      ...{ dealId: dealIdOf(deal), partyId: `party_acme-${String(deal % 500)}` },
      listing: { ticker: 'ACME', mic: 'XNAS', isin: 'US0378331005' },
      change: { qualifier: 'nearly', value: { bps: String(bps) }, asStated: 'nearly 30%' },
      window: { session: 'premarket', measure: 'unspecified', tradingDate: '2026-03-03' },
    },
    { occurredOn: '2026-03-03', ...more },
  );

const announcedOf = (deal: number): string =>
  payloadOf(
    {
      ...{
        dealId: dealIdOf(deal),
        class: 'cloudServices',
        title: 'Acme to supply Globex with AI cloud capacity',
      },
      parties: [
        { partyId: `party_acme-${String(deal % 500)}`, role: 'provider' },
        { partyId: `party_globex-${String(deal % 300)}`, role: 'customer' },
      ],
      announcedOn: '2026-03-02',
      terms: {
        totalValue: { qualifier: 'exact', value: usd(1_200_000_000 + deal), asStated: '$1.2 billion' },
        term: { qualifier: 'exact', value: { count: 5, unit: 'year' } },
      },
    },
    { occurredOn: '2026-03-02', modality: 'company' },
  );

const assessedOf = (deal: number): string =>
  payloadOf(
    {
      ...{ dealId: dealIdOf(deal), kind: 'risk', category: 'concentration', assessedOn: '2026-06' },
      ...{ partyIds: [`party_globex-${String(deal % 300)}`], sourceId: 'source_wire' },
      summary:
        'One client brings most of the income, and the contract can be ended when the delivery is late.',
    },
    { modality: 'opinion' },
  );

/** The nth event of a deal, from 0: announced, corrected once, reported and assessed now and then, moves otherwise. */
export const pastEvent = (deal: number, nth: number): readonly [type: string, payload: string] => {
  const dealId = dealIdOf(deal);
  if (nth === 0) return ['DealAnnounced', announcedOf(deal)];
  if (nth === 3)
    return ['DealSigned', payloadOf({ dealId, signedOn: '2026-03-05' }, { occurredOn: '2026-03-05' })];
  if (nth === eventsOfDeal / 2) {
    const changes = [{ path: 'terms.totalValue.value.amount', to: String(1_250_000_000 + deal) }];
    // Of the first round: deals come in their order there.
    return [
      'RecordCorrected',
      payloadOf({ changes, targetEventId: uuidOf(deal + 1) }, { reason: 'typing error' }),
    ];
  }
  if (nth % 6 === 2) {
    const value = { qualifier: 'about', value: usd(1_100_000_000 + (nth % 4) * 10_000_000) };
    const report = { dealId, path: 'deal.totalValue', value, asOf: '2026-06', saidBy: 'party_acme' };
    return ['TermReported', payloadOf(report, { modality: 'reported' })];
  }
  return nth % 12 === 7
    ? ['AssessmentRecorded', assessedOf(deal)]
    : ['StockMoveRecorded', moveOf(deal, 1_000 + nth)];
};
