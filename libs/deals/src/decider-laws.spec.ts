import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { agreePrepayment } from './deal/agree-prepayment/agree-prepayment.ts';
import { announceDeal } from './deal/announce-deal/announce-deal.ts';
import { dealFrom } from './deal/deal.evolve.ts';
import { receivePrepayment } from './deal/receive-prepayment/receive-prepayment.ts';
import { relateDeals } from './deal/relate-deals/relate-deals.ts';
import { signDeal } from './deal/sign-deal/sign-deal.ts';
import { announceFinancing } from './financing/announce-financing/announce-financing.ts';
import { closeFinancing } from './financing/close-financing/close-financing.ts';
import { financingFrom } from './financing/financing.evolve.ts';
import { rateFinancing } from './financing/rate-financing/rate-financing.ts';
import type { Recorded } from './recorded.ts';
import { askOf, eventId, recordedAs, today } from './specify-slice.ts';
import type { Past } from './specify-slice.ts';
import type { Ask, Context, Slice, SliceDecision } from './slice.ts';

/** Slices of one aggregate, seen alike: how a history becomes state, and how a command is judged by it. */
type Rules = {
  readonly name: string;
  readonly slices: readonly Pick<Slice, 'command' | 'event' | 'decide'>[];
  readonly fold: (history: readonly Recorded[]) => unknown;
  readonly asks: fc.Arbitrary<Ask>;
};

const context: Context = { today, targets: {}, streams: new Map([['deal_other', []]]) };

const decide = (rules: Rules, history: readonly Past[], ask: Ask): SliceDecision => {
  const slice = rules.slices.find(({ command }) => command === ask.type);
  if (slice === undefined) throw new Error(`no slice for ${ask.type}`);
  return slice.decide(ask, rules.fold(recordedAs('stream', history)), context);
};

const factOf = (decision: SliceDecision): Past | undefined =>
  decision.outcome === 'accepted' ? decision.events[0] : undefined;

/** The history after a command: one event longer, or as it was. */
const after = (rules: Rules, history: readonly Past[], ask: Ask): readonly Past[] => {
  const fact = factOf(decide(rules, history, ask));
  return fact === undefined
    ? history
    : [...history, { ...fact, sources: ask.sources, modality: ask.modality }];
};

const afterAll = (rules: Rules, asks: readonly Ask[], first: readonly Past[] = []): readonly Past[] =>
  asks.reduce((history, ask) => after(rules, history, ask), first);

const date = fc.constantFrom(
  'unknown',
  '2026-03-01',
  '2026-03',
  '2026',
  { notBefore: '2026-03-02' },
  { notAfter: '2026-02' },
);
const money = fc
  .tuple(fc.constantFrom('1', '40', '60', '100'), fc.constantFrom('USD', 'USD', 'EUR'))
  .map(([amount, currency]) => ({ amount, currency }));
const figure = fc.oneof(
  fc.record({ qualifier: fc.constantFrom('exact', 'about', 'nearly', 'over', 'upTo'), value: money }),
  fc.constant({ qualifier: 'undisclosed' }),
);
const share = fc.record({
  qualifier: fc.constantFrom('exact', 'over', 'nearly'),
  value: fc.record({ bps: fc.constantFrom('2000', '5000', '10000', '12000') }),
});
const sources = fc.constantFrom([{ sourceId: 'source_a' }] as const, [{ sourceId: 'source_b' }] as const);
const modality = fc.constantFrom('stated', 'rumoured');

const asked = (type: string, fields: fc.Arbitrary<object>): fc.Arbitrary<Ask> =>
  fc
    .tuple(fields, sources, modality)
    .map(([data, cited, said]) => askOf(type, data, { sources: cited, modality: said as Ask['modality'] }));

const dealId = fc.constant('deal_a');
const parties = fc.constantFrom(
  [
    { partyId: 'party_a', role: 'provider' },
    { partyId: 'party_b', role: 'customer' },
  ],
  [
    { partyId: 'party_a', role: 'provider' },
    { partyId: 'party_a', role: 'customer' },
  ],
);
const terms = fc.record({ totalValue: figure });
const id = fc.constantFrom('p1', 'p2');
const announce = asked(
  'AnnounceDeal',
  fc.record({
    dealId,
    class: fc.constant('supply'),
    title: fc.constantFrom('a', 'b'),
    parties,
    announcedOn: date,
    terms,
  }),
);
const sign = asked(
  'SignDeal',
  fc.record(
    { dealId, signedOn: date, class: fc.constant('supply'), parties, terms },
    { requiredKeys: ['dealId', 'signedOn'] },
  ),
);
const agree = asked(
  'AgreePrepayment',
  fc.oneof(
    fc.record({ dealId, prepaymentId: id, share, of: fc.constantFrom('totalValue', 'trancheValue') }),
    fc.record({ dealId, prepaymentId: id, amount: figure, of: fc.constant('unspecified') }),
  ),
);
const receive = asked(
  'ReceivePrepayment',
  fc.record({ dealId, prepaymentId: id, amount: money, receivedOn: date }),
);
const relate = asked(
  'RelateDeals',
  fc.record({ dealId, otherDealId: fc.constant('deal_other'), kind: fc.constantFrom('funds', 'expands') }),
);

const deal: Rules = {
  name: 'deal',
  slices: [announceDeal, signDeal, agreePrepayment, receivePrepayment, relateDeals] as Rules['slices'],
  fold: dealFrom,
  asks: fc.oneof(announce, sign, agree, receive, relate),
};

const opening = {
  financingId: fc.constant('financing_a'),
  borrower: fc.constantFrom('party_a', 'party_b'),
  funds: fc.subarray(['deal_a', 'deal_b']),
};
const financing: Rules = {
  name: 'financing',
  slices: [announceFinancing, closeFinancing, rateFinancing] as Rules['slices'],
  fold: financingFrom,
  asks: fc.oneof(
    asked('AnnounceFinancing', fc.record({ ...opening, target: figure, announcedOn: date })),
    asked('CloseFinancing', fc.record({ ...opening, amount: figure, closedOn: date })),
    asked(
      'RateFinancing',
      fc.record({
        financingId: opening.financingId,
        rating: fc.record({ agency: fc.constantFrom('SP', 'UNKNOWN'), symbol: fc.constantFrom('A', 'good') }),
        ratedOn: date,
      }),
    ),
  ),
};

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
};

const stageEvents = ['DealAnnounced', 'DealSigned', 'FinancingAnnounced', 'FinancingClosed'];

describe.each([deal, financing])('the laws of the $name commands', (rules) => {
  const list = fc.array(rules.asks, { maxLength: 8 });

  test('deciding is deterministic and changes nothing that it looks at', () => {
    fc.assert(
      fc.property(list, rules.asks, (asks, ask) => {
        const history = frozen(afterAll(rules, asks));
        expect(decide(rules, history, frozen(ask))).toEqual(decide(rules, history, ask));
      }),
    );
  });

  test('a command that was accepted is quiet ever after, as long as its fact stands', () => {
    fc.assert(
      fc.property(list, rules.asks, list, (before, ask, since) => {
        const history = afterAll(rules, before);
        if (factOf(decide(rules, history, ask)) === undefined) return;
        const later = afterAll(rules, since, after(rules, history, ask));
        expect(decide(rules, later, ask)).toEqual({ outcome: 'accepted', events: [] });
      }),
    );
  });

  test('no stage is ever entered twice, whoever asks in whatever order', () => {
    fc.assert(
      fc.property(list, (asks) => {
        const entered = afterAll(rules, asks).filter(({ type }) => stageEvents.includes(type));
        expect(new Set(entered.map(({ type }) => type)).size).toBe(entered.length);
      }),
    );
  });

  test('a fact that is retracted can be recorded again, and then is quiet again', () => {
    fc.assert(
      fc.property(list, rules.asks, (asks, ask) => {
        const before = afterAll(rules, asks);
        const fact = factOf(decide(rules, before, ask));
        if (fact === undefined) return;
        const recorded = after(rules, before, ask);
        const retraction: Past = {
          type: 'RecordRetracted',
          data: { targetEventId: eventId(recorded.length) },
        };
        const withdrawn = [...recorded, retraction];
        expect(factOf(decide(rules, withdrawn, ask))).toEqual(fact);
        expect(factOf(decide(rules, after(rules, withdrawn, ask), ask))).toBeUndefined();
      }),
    );
  });

  test('a refusal says why in a sentence, and points into the body or to what stands in the way', () => {
    fc.assert(
      fc.property(list, rules.asks, (asks, ask) => {
        const decision = decide(rules, afterAll(rules, asks), ask);
        if (decision.outcome !== 'rejected') return;
        const { detail, pointer, other } = decision.rejection;
        expect(detail.length).toBeGreaterThan(20);
        expect(pointer ?? other).toBeDefined();
      }),
    );
  });
});

describe('the laws of prepayments', () => {
  const prepayments = fc.uniqueArray(fc.oneof(agree, receive), {
    maxLength: 5,
    // Two agreements of one id are never both accepted, whatever they say: that is rule 2, not arithmetic.
    selector: (ask) => {
      const { prepaymentId, ...rest } = ask.data as { readonly prepaymentId: string };
      return ask.type === 'AgreePrepayment' ? prepaymentId : JSON.stringify([prepaymentId, rest]);
    },
  });
  const shuffled = prepayments.chain((asks) =>
    fc.tuple(fc.constant(asks), fc.shuffledSubarray(asks, { minLength: asks.length }), terms),
  );

  test('agreements and receipts are all accepted in every order of typing, or not all in any', () => {
    fc.assert(
      fc.property(shuffled, ([asks, turned, stated]) => {
        const announced: Past = {
          type: 'DealAnnounced',
          data: { dealId: 'deal_a', announcedOn: 'unknown', terms: stated },
        };
        const all = (order: readonly Ask[]) => afterAll(deal, order, [announced]).length === asks.length + 1;
        expect(all(turned)).toBe(all(asks));
      }),
      { numRuns: 300 },
    );
  });
});
