import { describe, expect, test } from '@jest/globals';
import { Claims, Conflict, Reactions, Stack } from './answers.ts';
import { claimRows, claimsPage } from './claims.ts';
import { conflictList } from './conflicts.ts';
import { reactionsPage } from './reactions.ts';
import { stackPage } from './stack.ts';
import { Timeline, timelinePage } from './timeline.ts';

const page = { width: 80 };
const text = (lines: readonly string[]): string => `\n${lines.join('\n')}\n`;
const wire = [{ sourceId: 'source_wire', locator: 'paragraph 2' }];
const usd = (amount: string) => ({ qualifier: 'exact', value: { amount, currency: 'USD' } });

const dateConflict = Conflict.parse({
  id: 'c1',
  class: 'date',
  state: 'open',
  subject: 'deal_x',
  path: 'deal.announcedOn',
  claims: [
    { claimEventId: 'e1', value: '2026-03-02', sources: wire },
    { claimEventId: 'e2', value: 'unknown', sources: [{ sourceId: 'source_trade' }] },
  ],
  why: 'the days differ',
});

test('the claims page shows every claim, who makes it, and who says nothing', () => {
  const answer = Claims.parse({
    dealId: 'deal_x',
    paths: [
      {
        subject: 'deal_x',
        path: 'deal.totalValue',
        current: 'e1',
        witnesses: ['source_wire'],
        claims: [
          {
            claimEventId: 'e1',
            position: 4,
            value: usd('1200000000'),
            modality: 'stated',
            sources: wire,
            standing: 'standing',
          },
          {
            claimEventId: 'e3',
            position: 6,
            value: usd('12'),
            modality: 'stated',
            sources: wire,
            standing: 'correctedAway',
          },
        ],
        conflict: null,
      },
    ],
    conflicts: [dateConflict],
    matrix: {
      sources: ['source_wire', 'source_trade'],
      rows: [
        {
          subject: 'deal_x',
          path: 'deal.totalValue',
          cells: { source_wire: { says: 'claims', claimEventIds: ['e1'] }, source_trade: { says: 'silent' } },
        },
      ],
    },
  });
  expect(text(claimsPage(answer, page))).toBe(`
Claims about deal_x (* stands, x no longer stands)

deal.totalValue of deal_x: 2 claims, 1 witness
  *  USD 1,200,000,000  stated                  source_wire
  x  USD 12             stated, corrected away  source_wire

CONFLICTS
  date (open): deal.announcedOn of deal_x
    2026-03-02  source_wire
    unknown     source_trade
    the days differ

WHO SPEAKS
  path             of      1  2
  ---------------  ------  -  -
  deal.totalValue  deal_x  x  .
   1 source_wire
   2 source_trade
`);
  expect(claimRows(answer)).toHaveLength(2);
});

test('price reports stand side by side, each with its session and measure', () => {
  const listing = { ticker: 'ACME', mic: 'unknown' };
  const answer = Reactions.parse({
    dealId: 'deal_x',
    groups: [
      {
        listing,
        tradingDate: '2026-03-03',
        session: 'premarket',
        measure: 'unspecified',
        moves: [
          {
            eventId: 'e4',
            position: 8,
            change: { qualifier: 'nearly', value: { bps: '3000' }, asStated: 'nearly 30%' },
            asStated: 'nearly 30%',
            window: { session: 'premarket' },
            sources: wire,
            modality: 'stated',
          },
        ],
      },
      {
        listing: { ticker: 'ACME', mic: 'XNAS' },
        tradingDate: 'unknown',
        session: 'unspecified',
        measure: 'trailing',
        moves: [
          {
            eventId: 'e5',
            position: 9,
            change: { qualifier: 'over', value: { bps: '50000' } },
            asStated: null,
            window: {
              trailingPeriod: { count: 1, unit: 'year' },
              price: { amount: '61.5', currency: 'USD' },
            },
            sources: wire,
            modality: 'reported',
          },
        ],
      },
    ],
    conflicts: [],
  });
  expect(text(reactionsPage(answer, page))).toBe(`
Share-price reports on deal_x

ACME (exchange not stated), 2026-03-03, premarket, measure not stated
  nearly +30% ("nearly 30%")  source_wire

ACME (XNAS), trading date not stated, session not stated, trailing
  over +500% at USD 61.5  over 1 year  reported  source_wire
`);
});

test('the capital stack names numerators, formulas, inputs and assumptions', () => {
  const derived = {
    name: 'prepaymentAmount',
    formula: 'prepaymentShare x totalValue',
    inputs: [{ path: 'deal.totalValue', claimEventId: 'e1', value: usd('9700000000') }],
    assumptions: ['the share is of the total value'],
    result: { amount: '1940000000', currency: 'USD' },
    exact: '1940000000/1',
  };
  const answer = Stack.parse({
    dealId: 'deal_x',
    layers: [
      {
        kind: 'debt',
        label: 'GPU financing',
        financingId: 'financing_x',
        amount: { kind: 'stated', figure: usd('3650000000') },
        basis: 'principal',
        sources: wire,
        because: null,
      },
      {
        kind: 'prepayment',
        label: 'prepay-1',
        prepaymentId: 'prepay-1',
        amount: { kind: 'derived', derived },
        basis: 'share of total value',
        sources: wire,
        because: null,
      },
      {
        kind: 'equity',
        label: 'equity',
        amount: { kind: 'undisclosed', figure: null },
        basis: 'not stated',
        sources: [],
        because: null,
      },
    ],
    coverage: [
      {
        subject: 'financing_x',
        value: { qualifier: 'exact', value: { bps: '9600' } },
        numerator: ['debt', 'prepayment'],
        denominator: 'gpuCapex',
        sources: wire,
        claimEventId: 'e6',
      },
      {
        subject: 'financing_x',
        value: { qualifier: 'exact', value: { bps: '9600' } },
        numerator: ['debt'],
        denominator: null,
        sources: wire,
        claimEventId: 'e7',
      },
    ],
    derived: [derived],
    contingent: [{ path: 'support.backstop.cap', value: usd('5'), claimEventId: 'e8', sources: wire }],
  });
  expect(text(stackPage(answer, page))).toBe(`
Capital stack of deal_x

LAYERS
  debt        USD 3,650,000,000
              GPU financing; principal
              source_wire
  prepayment  USD 1,940,000,000 (derived)
              prepay-1; share of total value
              source_wire
  equity      amount undisclosed
              equity; not stated

COVERAGE
  96%: debt + prepayment over gpu capex (source_wire)
  96%: debt over a denominator that is not named (source_wire)

DERIVED FIGURES
  prepayment amount: USD 1,940,000,000
    = prepaymentShare x totalValue
      deal.totalValue is USD 9,700,000,000
    assuming the share is of the total value

CONTINGENT, NOT SUMMED
  support.backstop.cap: USD 5 (source_wire)
`);
});

test('the timeline says who, when, on whose word, and what changed', () => {
  const answer = Timeline.parse({
    items: [
      {
        eventId: 'e1',
        position: 7,
        type: 'DealAnnounced',
        streamId: 'deal_x',
        recordedAt: '2026-03-03T09:00:00.000001Z',
        occurredOn: '2026-03-02',
        actor: 'desk',
        reason: null,
        sources: wire,
        modality: 'company',
        summary: 'Acme to supply Globex',
        changes: [{ subject: 'deal_x', path: 'deal.totalValue', before: null, after: usd('1200000000') }],
        correctedBy: ['e2'],
      },
      {
        eventId: 'e2',
        position: 8,
        type: 'RecordCorrected',
        streamId: 'deal_x',
        recordedAt: '2026-03-03T09:10:00.000001Z',
        occurredOn: null,
        actor: 'desk',
        reason: 'typing error: the filing says 1.25 billion',
        sources: wire,
        modality: 'stated',
        summary: '',
        changes: [
          { subject: 'deal_x', path: 'deal.totalValue', before: usd('1200000000'), after: usd('1250000000') },
        ],
        corrects: 'e1',
      },
    ],
    nextCursor: null,
  });
  expect(text(timelinePage('deal_x', answer.items, { more: false }, page))).toBe(`
Timeline of deal_x: 2 events

   7  DealAnnounced [company]: Acme to supply Globex
      happened 2026-03-02; recorded 2026-03-03 09:00:00 UTC by desk
      from source_wire
      deal.totalValue: nothing -> USD 1,200,000,000
      corrected by e2
      event e1

   8  RecordCorrected
      recorded 2026-03-03 09:10:00 UTC by desk
      from source_wire
      reason: typing error: the filing says 1.25 billion
      deal.totalValue: USD 1,200,000,000 -> USD 1,250,000,000
      speaks of e1
      event e2
`);
});

describe('conflicts of a ledger', () => {
  const two = [{ ...dateConflict, state: 'subsumed' }, dateConflict];
  test('open ones come first', () => {
    const lines = conflictList(two, { more: false }, page);
    expect(lines.filter((line) => line.includes('date ('))).toEqual([
      '  date (open): deal.announcedOn of deal_x',
      '  date (subsumed): deal.announcedOn of deal_x',
    ]);
  });

  test('the head counts what is shown, and says so where that is not all', () => {
    expect(conflictList(two, { more: false }, page)[0]).toBe('2 conflicts, 1 of them open');
    expect(conflictList(two, { more: true }, page)[0]).toBe(
      'the first 2 conflicts (there are more), 1 of them open',
    );
    expect(timelinePage('deal_x', [], { more: true }, page)[0]).toContain('(there are more)');
  });

  test('none is said in words', () => {
    expect(conflictList([], { more: false }, page)).toEqual(['No conflicts.']);
  });
});
