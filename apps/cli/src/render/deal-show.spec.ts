import { describe, expect, test } from '@jest/globals';
import { Conflict, Deal } from './answers.ts';
import { dealShow } from './deal-show.ts';
import { dealWhy } from './deal-why.ts';
import { widthOf } from './text.ts';

const filing = { sourceId: 'source_acme-8k', locator: 'Item 1.01' };
const wire = { sourceId: 'source_wire' };

const deal = Deal.parse({
  dealId: 'deal_acme-globex-cloud',
  title: 'Acme to supply Globex with AI cloud capacity from its estate of data centres for five years',
  class: 'cloudServices',
  stage: 'signed',
  stages: [
    { stage: 'announced', on: '2026-03-02', eventId: 'e1', position: 7 },
    { stage: 'signed', on: 'unknown', eventId: 'e2', position: 9 },
  ],
  parties: [
    { partyId: 'party_acme', name: 'Acme Compute', role: 'provider', sources: [filing] },
    { partyId: 'party_globex', name: null, role: 'endUser', sources: [filing] },
  ],
  terms: {
    'deal.term': {
      path: 'deal.term',
      value: { qualifier: 'exact', value: { count: 5, unit: 'year' }, asStated: 'five years' },
      because: {
        claimEventId: 'e1',
        sources: [filing],
        witnesses: ['source_acme-8k'],
        step: 'only',
        steps: [],
      },
      rivals: [],
    },
    'deal.totalValue': {
      path: 'deal.totalValue',
      value: { qualifier: 'exact', value: { amount: '9700000000', currency: 'USD' }, asStated: '$9.7bn' },
      because: {
        claimEventId: 'e1',
        sources: [filing, wire],
        witnesses: ['source_acme-8k', 'source_wire'],
        step: 'f',
        steps: [
          { step: 'a', kept: 2, dropped: ['e9'], detail: 'one claim was retracted' },
          { step: 'f', kept: 1, dropped: ['e3'], detail: 'T1 before T4' },
        ],
      },
      rivals: [
        {
          claimEventId: 'e3',
          value: {
            qualifier: 'range',
            low: { amount: '100000000', currency: 'USD' },
            high: { amount: '999999999', currency: 'USD' },
            asStated: 'nine-figure',
          },
          sources: [{ sourceId: 'source_trade' }],
          modality: 'reported',
          lostAt: 'f',
          why: 'its source is T4, the winner T1',
        },
      ],
    },
  },
  prepayments: [
    {
      prepaymentId: 'prepay-1',
      share: { qualifier: 'nearly', value: { bps: '2000' }, asStated: 'nearly a fifth' },
      of: 'unspecified',
      received: [{ amount: { amount: '970000000', currency: 'USD' }, receivedOn: '2026-05' }],
    },
  ],
  financings: [{ financingId: 'financing_acme-gpu', stage: 'closed', amount: null }],
  related: [{ otherDealId: 'deal_older', kind: 'expands', direction: 'from' }],
  assessments: [
    { kind: 'risk', summary: 'power may come late', modality: 'opinion', sources: [wire], eventId: 'e8' },
  ],
  openConflicts: 1,
  changedAt: 9,
  basis: {
    position: 12,
    asAt: '2026-03-04T08:00:00.123456Z',
    effectiveAt: '2026-03-04',
    view: 'deal-current@1',
    policy: '1',
  },
});

const conflict = Conflict.parse({
  id: 'c1',
  class: 'window',
  state: 'open',
  subject: 'deal_acme-globex-cloud',
  path: 'stockMove.XNAS:ACME',
  claims: [
    { claimEventId: 'e4', value: { qualifier: 'nearly', value: { bps: '3000' } }, sources: [wire] },
    { claimEventId: 'e5', value: { qualifier: 'over', value: { bps: '3000' } }, sources: [filing] },
  ],
  why: 'the session of one of them is not stated',
});

describe('a deal on an 80-column terminal', () => {
  test('reads as golden text', () => {
    expect(`\n${dealShow(deal, { width: 80, open: [conflict] }).join('\n')}\n`).toBe(`
Acme to supply Globex with AI cloud capacity from its estate of data centres for
five years
deal_acme-globex-cloud: cloud services, signed
As at position 12 (2026-03-04 08:00:00 UTC), effective 2026-03-04

STATE
  announced  2026-03-02    recorded at position 7
  signed     date unknown  recorded at position 9

PARTIES
  provider  Acme Compute  party_acme
  end user  -             party_globex

FIGURES
  term        5 years ("five years")
              source_acme-8k; no rival
  totalValue  USD 9,700,000,000 ("$9.7bn")
              source_acme-8k, source_wire; 2 witnesses; rule 4f: the best source
              tier
              rival: USD 100,000,000 to USD 999,999,999 ("nine-figure")
                     source_trade; lost at rule 4f

PREPAYMENTS
  prepay-1  nearly 20% ("nearly a fifth"), of what is not stated
            received USD 970,000,000, 2026-05

FINANCINGS
  financing_acme-gpu: amount not recorded, closed

RELATED DEALS
  expands deal_older

OPEN CONFLICTS
  window (open): stockMove.XNAS:ACME of deal_acme-globex-cloud
    nearly +30%  source_wire
    over +30%    source_acme-8k
    the session of one of them is not stated

SAID ABOUT IT
  risk 1 (in full: --said)
`);
  });

  test('never goes beyond the width, however narrow', () => {
    for (const width of [40, 60, 80, 120])
      for (const line of dealShow(deal, { width, open: [conflict] }))
        expect(widthOf(line)).toBeLessThanOrEqual(width);
  });

  test('without the conflicts themselves says how many there are and where', () => {
    expect(dealShow(deal, { width: 80 }).slice(-5, -3)).toEqual([
      'OPEN CONFLICTS',
      '  1 open conflict: dealtrail deal claims deal_acme-globex-cloud',
    ]);
  });

  test('says every remark in full when asked', () => {
    expect(dealShow(deal, { width: 80, said: true }).at(-1)).toBe(
      '  - risk: power may come late [opinion] (source_wire)',
    );
  });

  test('a deal of which little is known still prints', () => {
    expect(dealShow(Deal.parse({ dealId: 'deal_x' }), { width: 80 })).toEqual([
      'deal_x',
      'deal_x: class unknown, stage unknown',
      '',
      'OPEN CONFLICTS',
      '  none',
    ]);
  });
});

test('why a figure stands reads step by step', () => {
  const view = deal.terms['deal.totalValue'];
  if (view === undefined) throw new Error('the fixture has it');
  expect(`\n${dealWhy('deal.totalValue', view, { width: 80 }).join('\n')}\n`).toBe(`
deal.totalValue is USD 9,700,000,000 ("$9.7bn")
  because rule 4f: the best source tier
  said by source_acme-8k, source_wire
  independent witnesses: 2 (source_acme-8k, source_wire)
  claim e1

THE STEPS
  (a) drop what was retracted or corrected away, and what rests only on
      retracted sources
      -> 2 claims left, 1 dropped
         one claim was retracted
  (f) the best tier of source, a repost speaking with its root's tier
      -> 1 claim left, 1 dropped, DECIDED
         T1 before T4

RIVALS
  - USD 100,000,000 to USD 999,999,999 ("nine-figure")
    source_trade; reported; lost at rule 4f
    its source is T4, the winner T1
    claim e3
`);
});
