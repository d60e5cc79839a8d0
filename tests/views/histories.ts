import fc from 'fast-check';
import type { EventType } from '@dealtrail/deals/registry';
import { idAt } from '@dealtrail/views/specify-view';
import type { Past } from '@dealtrail/views/specify-view';

/** A small world, so that events meet each other often. */
const deals = ['deal_one', 'deal_two'] as const;
const financings = ['financing_one', 'financing_two'] as const;
const parties = ['party_acme', 'party_globex', 'party_bank'] as const;
const sources = ['source_a', 'source_b', 'source_c', 'source_d'] as const;

const money = fc
  .constantFrom('1000', '1250.5', '3000', '9700000000')
  .map((amount) => ({ amount, currency: 'USD' }));
const qualifier = fc.constantFrom('exact', 'about', 'nearly', 'over', 'atLeast', 'upTo');
const moneyFigure = fc.oneof(
  { weight: 4, arbitrary: fc.record({ qualifier, value: money }) },
  fc.constant({ qualifier: 'undisclosed' as const }),
  fc.constant({
    qualifier: 'range' as const,
    low: { amount: '900', currency: 'USD' },
    high: { amount: '1100', currency: 'USD' },
  }),
);
const date = fc.constantFrom('2025-11-03', '2025-11', '2026-Q1', 'unknown', '2026', {
  notAfter: '2026-06-02',
});
const text = fc.constantFrom('old works', 'Old-Works', 'new works', 'somewhere');
const textFigure = fc.record({ qualifier: fc.constant('exact' as const), value: text });
const modality = fc.constantFrom('stated', 'company', 'rumoured', 'opinion');
const cited = fc
  .uniqueArray(fc.constantFrom(...sources), { minLength: 1, maxLength: 2 })
  .map((ids) => ids.map((sourceId) => ({ sourceId })));
const roles = fc.constantFrom(
  [
    { partyId: 'party_acme', role: 'provider' },
    { partyId: 'party_globex', role: 'customer' },
  ],
  [{ partyId: 'party_acme', role: 'developer' }],
);
const coverage = fc.constantFrom(
  { numerator: ['debt'], denominator: 'capex' },
  { numerator: ['debt', 'prepayment'], denominator: 'capex' },
);

const said = fc.record({ sources: cited, modality });

const past = (type: EventType, streamId: fc.Arbitrary<string>, data: (id: string) => fc.Arbitrary<unknown>) =>
  streamId.chain((id) =>
    fc.record({ data: data(id), said }).map(({ data: held, said: how }) => {
      return { type, streamId: id, data: held, ...how } as unknown as Past;
    }),
  );

const oneOf = (ids: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...ids);

const worldly: readonly fc.Arbitrary<Past>[] = [
  past('SourceRegistered', oneOf(sources), (sourceId) =>
    fc.record(
      {
        sourceId: fc.constant(sourceId),
        publisher: text,
        publishedAt: date,
        seen: fc.boolean(),
        tier: fc.constantFrom('T1', 'T3', 'T4', 'T5'),
        repostOf: fc.constantFrom(...sources.slice(0, sources.indexOf(sourceId as 'source_a')), 'source_a'),
      },
      { requiredKeys: ['sourceId', 'publisher', 'publishedAt', 'tier', 'seen'] },
    ),
  ),
  past('SourceRetracted', oneOf(sources), (sourceId) => fc.constant({ sourceId })),
  past('PartyRegistered', oneOf(parties), (partyId) =>
    fc.record({
      partyId: fc.constant(partyId),
      legalName: text,
      aliases: fc.array(text, { minLength: 1, maxLength: 2 }),
    }),
  ),
  past('PartyRenamed', oneOf(parties), (partyId) =>
    fc.record({ partyId: fc.constant(partyId), newName: text, effectiveOn: date }),
  ),
  past('DealAnnounced', oneOf(deals), (dealId) =>
    fc.record({
      dealId: fc.constant(dealId),
      class: fc.constantFrom('cloudServices', 'hosting'),
      title: text,
      parties: roles,
      announcedOn: date,
      terms: fc.record({ totalValue: moneyFigure }, { requiredKeys: [] }),
    }),
  ),
  past('DealSigned', oneOf(deals), (dealId) => fc.record({ dealId: fc.constant(dealId), signedOn: date })),
  past('PrepaymentAgreed', oneOf(deals), (dealId) =>
    fc.constant({
      dealId,
      prepaymentId: 'p1',
      share: { qualifier: 'exact', value: { bps: '2000' } },
      of: 'totalValue',
    }),
  ),
  past('DealsRelated', fc.constant('deal_one'), () =>
    fc.constant({ dealId: 'deal_one', otherDealId: 'deal_two', kind: 'expands' }),
  ),
  past('FinancingClosed', oneOf(financings), (financingId) =>
    fc.record({
      financingId: fc.constant(financingId),
      borrower: oneOf(parties),
      funds: fc.uniqueArray(oneOf(deals), { maxLength: 2 }),
      closedOn: date,
      amount: moneyFigure,
    }),
  ),
  past('FinancingRated', oneOf(financings), (financingId) =>
    fc.constant({ financingId, rating: { agency: 'UNKNOWN', symbol: 'A' }, ratedOn: 'unknown' }),
  ),
  past('TermReported', oneOf(deals), (dealId) =>
    fc.oneof(
      fc.record({ dealId: fc.constant(dealId), path: fc.constant('deal.totalValue'), value: moneyFigure }),
      fc.record({ dealId: fc.constant(dealId), path: fc.constant('deal.site'), value: textFigure }),
      fc.record({
        dealId: fc.constant(dealId),
        path: fc.constant('deal.announcedOn'),
        value: date.map((value) => ({ qualifier: 'exact', value })),
      }),
    ),
  ),
  past('TermReported', oneOf(financings), (financingId) =>
    fc.record({
      financingId: fc.constant(financingId),
      path: fc.constant('financing.coverage'),
      value: fc.constant({ qualifier: 'exact', value: { bps: '9600' } }),
      measuredBy: coverage,
    }),
  ),
  past('TermReported', oneOf(parties), (partyId) =>
    fc.record({
      partyId: fc.constant(partyId),
      path: fc.constantFrom('party.name', 'party.business'),
      value: textFigure,
    }),
  ),
  past('StockMoveRecorded', oneOf(deals), (dealId) =>
    fc.record({
      dealId: fc.constant(dealId),
      partyId: fc.constant('party_acme'),
      listing: fc.constant({ ticker: 'ACME', mic: 'XNAS' }),
      change: fc.record({ qualifier, value: fc.constant({ bps: '3000' }) }),
      window: fc.record({
        session: fc.constantFrom('premarket', 'unspecified'),
        measure: fc.constantFrom('lastVsPriorClose', 'unspecified'),
        tradingDate: date,
      }),
    }),
  ),
  past('AssessmentRecorded', oneOf([...deals, ...parties]), (id) =>
    fc.record({
      [id.startsWith('deal_') ? 'dealId' : 'partyId']: fc.constant(id),
      kind: fc.constantFrom('risk', 'competitor', 'sourceQuality'),
      category: fc.constantFrom('anachronism', 'execution'),
      sourceId: fc.constant('source_a'),
      partyIds: fc.constant(['party_globex']),
      summary: text,
    }),
  ),
];

/** An event about an earlier one: drawn as a number, turned into a target once the history before it is known. */
const aboutRecord = fc.record({
  type: fc.constantFrom<EventType>(
    'RecordRetracted',
    'RecordCorrected',
    'RecordCited',
    'TermAdopted',
    'ReportDenied',
    'TermReported',
  ),
  target: fc.nat(),
  said,
});

const totalTo = {
  path: 'terms.totalValue',
  to: { qualifier: 'exact', value: { amount: '1250', currency: 'USD' } },
};
const titleTo = { path: 'title', to: 'corrected title' };

const pathOf = ({ data }: Past): string => (data as { readonly path?: string }).path ?? 'deal.announcedOn';

/** What each of these says besides the event it points at. */
const aboutData: Readonly<Partial<Record<EventType, (targetEventId: string, target: Past) => unknown>>> = {
  RecordCorrected: (targetEventId) => ({ targetEventId, changes: [totalTo, titleTo] }),
  TermAdopted: (claimEventId, target) => ({
    path: pathOf(target),
    claimEventId,
    rationale: 'read the filing',
  }),
  ReportDenied: (targetEventId) => ({
    targetEventId,
    byParty: 'party_globex',
    summary: 'not so',
    deniedOn: '2026-01',
  }),
  TermReported: (targetEventId) => ({
    targetEventId,
    field: 'announcedOn',
    value: { qualifier: 'exact', value: '2025-11-04' },
  }),
};

/** Histories of a ledger in a small world, with everything that rewrites what came before. */
export const histories = (lengthMax: number): fc.Arbitrary<readonly Past[]> =>
  fc
    .array(fc.oneof({ weight: 3, arbitrary: fc.oneof(...worldly) }, { weight: 1, arbitrary: aboutRecord }), {
      minLength: 5,
      maxLength: lengthMax,
    })
    .map((drafts) => {
      const pasts: Past[] = [];
      for (const draft of drafts) {
        if (!('target' in draft)) pasts.push(draft);
        else if (pasts.length > 0) {
          const at = draft.target % pasts.length;
          const target = pasts[at];
          if (target === undefined) continue;
          const targetEventId = idAt(at + 1);
          const data = aboutData[draft.type]?.(targetEventId, target) ?? { targetEventId };
          pasts.push({ type: draft.type, streamId: target.streamId, data, ...draft.said } as unknown as Past);
        }
      }
      return pasts;
    });

export const subjects = { deals, financings, parties, sources };
