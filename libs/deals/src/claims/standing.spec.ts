import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventId, recordedAs } from '../specify-slice.ts';
import { slices } from '../registry.ts';
import type { Slice } from '../slice.ts';
import type { Past } from '../specify-slice.ts';
import { changedAt, valueAt } from './data-path.ts';
import { mergedCitations, standing, standingEvents } from './standing.ts';

const announced: Past = {
  type: 'DealAnnounced',
  occurredOn: '2026-03-02',
  data: {
    dealId: 'deal_a',
    announcedOn: '2026-03-02',
    parties: [{ partyId: 'party_a', role: 'provider' }],
    terms: { totalValue: { qualifier: 'exact', value: { amount: '1200000000', currency: 'USD' } } },
  },
};
const corrects = (target: number, ...changes: { path: string; to: unknown }[]): Past => ({
  type: 'RecordCorrected',
  data: { targetEventId: eventId(target), changes },
});
const retracts = (target: number): Past => ({
  type: 'RecordRetracted',
  data: { targetEventId: eventId(target) },
});
const cites = (target: number, sourceId: `source_${string}`): Past => ({
  type: 'RecordCited',
  data: { targetEventId: eventId(target) },
  sources: [{ sourceId }],
});
const of = (...pasts: Past[]) => standing(recordedAs('deal_a', pasts));
const amount = 'terms.totalValue.value.amount';
const amountOf = (data: unknown): unknown => valueAt(data, amount);

describe('a correction', () => {
  test('changes what stands and keeps what was recorded', () => {
    const [first] = of(announced, corrects(1, { path: amount, to: '1250000000' }));
    expect([amountOf(first?.event.data), amountOf(first?.original.data)]).toEqual([
      '1250000000',
      '1200000000',
    ]);
    expect(first?.corrections).toEqual([
      { eventId: eventId(2), position: 2, changes: [{ path: amount, to: '1250000000' }] },
    ]);
  });

  test('of the date moves the day it happened', () => {
    const [first] = of(announced, corrects(1, { path: 'announcedOn', to: '2026-03-03' }));
    expect(first?.event.occurredOn).toBe('2026-03-03');
  });

  const dates = [
    'announcedOn',
    'signedOn',
    'receivedOn',
    'closedOn',
    'ratedOn',
    'effectiveOn',
    'assessedOn',
    'deniedOn',
    'asOf',
  ];
  const datedIn = (year: string): Record<string, unknown> => ({
    ...Object.fromEntries(dates.map((field) => [field, year])),
    window: { tradingDate: year },
  });

  test.each(Object.values<Slice>(slices).map((slice) => [slice.event, slice] as const))(
    'of %s moves its day as its command would date it',
    (type, slice) => {
      const changes = Object.entries(datedIn('2026')).map(([path, to]) => ({ path, to }));
      const data = datedIn('2025');
      const [first] = of({ type, data, occurredOn: slice.occurredOn(data) }, corrects(1, ...changes));
      expect(first?.event.occurredOn).toEqual(slice.occurredOn(first?.event.data));
    },
  );

  test('that gives a report its date, or takes it away, dates the event so', () => {
    const report = (asOf?: string): Past => ({
      type: 'TermReported',
      data: { asOf },
      occurredOn: asOf ?? null,
    });
    const dayOf = (past: Past, to: unknown) =>
      of(past, corrects(1, { path: 'asOf', to }))[0]?.event.occurredOn;
    expect([dayOf(report(), '2026'), dayOf(report('2026'), null)]).toEqual(['2026', null]);
  });

  test('that comes later wins where two meet', () => {
    const [first] = of(
      announced,
      corrects(1, { path: amount, to: '1' }),
      corrects(1, { path: amount, to: '2' }),
    );
    expect(amountOf(first?.event.data)).toBe('2');
    expect(first?.corrections.map(({ position }) => position)).toEqual([2, 3]);
  });

  test('that is retracted leaves what stood before it', () => {
    const [first] = of(
      announced,
      corrects(1, { path: amount, to: '1' }),
      corrects(1, { path: amount, to: '2' }),
      retracts(3),
    );
    expect(amountOf(first?.event.data)).toBe('1');
  });

  test('can itself be corrected', () => {
    const [first] = of(
      announced,
      corrects(1, { path: amount, to: '1' }),
      corrects(2, { path: 'changes.0.to', to: '7' }),
    );
    expect(amountOf(first?.event.data)).toBe('7');
  });
});

describe('a retraction', () => {
  test('takes the event out of what stands, and is linked to it', () => {
    const [first] = of(announced, retracts(1));
    expect(first?.retractedBy).toBe(eventId(2));
    expect(standingEvents(recordedAs('deal_a', [announced, retracts(1)])).map(({ type }) => type)).toEqual([
      'RecordRetracted',
    ]);
  });

  test('that is retracted restores the event with its corrections', () => {
    const [first] = of(announced, corrects(1, { path: amount, to: '1' }), retracts(1), retracts(3));
    expect([first?.retractedBy, amountOf(first?.event.data)]).toEqual([null, '1']);
  });

  test('counts by parity: a chain of retractions, each of the one before, alternates', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), (length) => {
        const chain = Array.from({ length }, (_, index) => retracts(index + 1));
        const effective = of(announced, ...chain);
        const retracted = effective.map(({ retractedBy }) => retractedBy !== null);
        expect(retracted).toEqual(
          Array.from({ length: length + 1 }, (_, index) => (length - index) % 2 === 1),
        );
      }),
    );
  });

  test('of nothing that was ever said changes nothing: undoing all corrections gives what was recorded', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[1-9]\d{0,9}$/), { maxLength: 6 }), (amounts) => {
        const corrections = amounts.map((to) => corrects(1, { path: amount, to }));
        const undone = amounts.map((_, index) => retracts(index + 2));
        const [first] = of(announced, ...corrections, ...undone);
        expect(first?.event).toEqual(first?.original);
      }),
    );
  });
});

describe('a citation', () => {
  test('adds its source to the event it speaks of, until it is retracted', () => {
    const sourcesOf = (...pasts: Past[]) => of(...pasts)[0]?.event.sources.map(({ sourceId }) => sourceId);
    expect(sourcesOf(announced, cites(1, 'source_wire'))).toEqual(['source_acme-8k', 'source_wire']);
    expect(sourcesOf(announced, cites(1, 'source_wire'), retracts(2))).toEqual(['source_acme-8k']);
  });

  test('is kept once, where it was first given', () => {
    const [a, b] = [{ sourceId: 'source_a' as const }, { sourceId: 'source_b' as const, locator: 'p. 1' }];
    expect(mergedCitations([a, b], [b, { sourceId: 'source_b' }, a])).toEqual([
      a,
      b,
      { sourceId: 'source_b' },
    ]);
  });
});

describe('a place in the data', () => {
  const data = {
    parties: [{ role: 'a' }, { role: 'b' }],
    terms: { 'prepayment.p1.amount': { value: { amount: '1' } } },
  };

  test.each([
    ['parties.1.role', 'b'],
    ['terms.prepayment.p1.amount.value.amount', '1'],
    ['terms.totalValue', undefined],
    ['parties.7.role', undefined],
    ['constructor', undefined],
  ])('%s holds %j', (path, held) => {
    expect(valueAt(data, path)).toBe(held);
  });

  test('can be filled, emptied, and made', () => {
    expect(changedAt(data, 'parties.0.role', 'c')).toMatchObject({ parties: [{ role: 'c' }, { role: 'b' }] });
    expect(changedAt(data, 'parties.0', null)).toMatchObject({ parties: [{ role: 'b' }] });
    expect(changedAt(data, 'parties.2', { role: 'c' })).toMatchObject({ parties: [{}, {}, { role: 'c' }] });
    expect(changedAt(data, 'terms.other.power-mix', 'x')).toHaveProperty(['terms', 'other.power-mix'], 'x');
    expect(changedAt(data, 'terms.totalValue.qualifier', 'exact')).toHaveProperty(
      ['terms', 'totalValue', 'qualifier'],
      'exact',
    );
    expect(changedAt(data, 'parties', null)).not.toHaveProperty('parties');
  });

  test('cannot lead through a word, nor past the end of a list', () => {
    expect(changedAt(data, 'parties.0.role.x', 1)).toBeUndefined();
    expect(changedAt(data, 'parties.9', 1)).toBeUndefined();
  });

  test('never reaches the prototype', () => {
    const changed = changedAt({}, '__proto__.polluted', true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(changed as object)).toEqual(['__proto__']);
  });

  test('reads what was written there, whatever stood before', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('parties.1.role', 'terms.totalValue.value.amount', 'title'),
        fc.string(),
        (path, to) => {
          expect(valueAt(changedAt(data, path, to), path)).toBe(to);
        },
      ),
    );
  });
});
