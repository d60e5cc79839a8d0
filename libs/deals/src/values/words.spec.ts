import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Citations } from './citation.ts';
import { DealId, EventId, kindOfStream, LocalId, PartyId } from './ids.ts';
import { Listing } from './listing.ts';
import { notchOf, Rating, ratingAgencies } from './rating.ts';
import { fold, lengthOf, text } from './text.ts';
import { Window } from './window.ts';

describe('text', () => {
  test.each(['', '   ', '\u0000', 'a\u0000b', '\ud800', 'x\udc00', 'x'.repeat(11), 7, null])(
    'refuses %j',
    (value) => {
      expect(text(10).safeParse(value).error?.issues).toMatchObject([{ params: { code: 'BAD_TEXT' } }]);
    },
  );

  test('counts characters, not halves of them', () => {
    expect(lengthOf('😀😀')).toBe(2);
    expect(text(2).parse('😀😀')).toBe('😀😀');
  });

  test('is kept as given', () => {
    expect(text(10).parse(' a b ')).toBe(' a b ');
  });

  test('folds to the same twice, whatever its case', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        expect(fold(fold(value))).toBe(fold(value));
      }),
    );
    expect(fold('Iris  Energy (IREN)')).toBe('irisenergyiren');
  });
});

describe('identifiers', () => {
  test('carry their kind in front', () => {
    expect(DealId.parse('deal_acme-globex-2')).toBe('deal_acme-globex-2');
    expect(['deal_x', 'party_x', 'source_x', 'financing_x', 'trade_x', 'deal'].map(kindOfStream)).toEqual([
      'deal',
      'party',
      'source',
      'financing',
      undefined,
      undefined,
    ]);
  });

  test.each(['deal_', 'deal_A', 'deal_a_b', 'party_x', `deal_${'x'.repeat(81)}`, 'deal_x\n', 3])(
    '%j is no deal',
    (id) => {
      expect(DealId.safeParse(id).error?.issues).toMatchObject([{ params: { code: 'BAD_IDENTIFIER' } }]);
    },
  );

  test('local ones are short, those of events are UUIDs', () => {
    expect(LocalId.safeParse('x'.repeat(41)).success).toBe(false);
    expect(PartyId.safeParse('party_iren').success).toBe(true);
    expect(EventId.safeParse('0198c000-0000-7000-8000-000000000001').success).toBe(true);
    expect(EventId.safeParse('0198...').success).toBe(false);
  });
});

describe('citations', () => {
  test('name a source and perhaps the place in it', () => {
    expect(Citations.safeParse([{ sourceId: 'source_a', locator: 'Item 1.01' }]).success).toBe(true);
    expect(Citations.safeParse([]).success).toBe(false);
    expect(Citations.safeParse([{ sourceId: 'deal_a' }]).success).toBe(false);
  });
});

describe('ratings', () => {
  test.each([
    ['SP', 'AAA', 1],
    ['SP', 'A', 6],
    ['MOODYS', 'A2', 6],
    ['DBRS', 'A(low)', 7],
    ['DBRS', 'A (low)', 7],
    ['FITCH', 'D', 22],
    ['SP', 'SD', 22],
    ['SP', 'Baa1', undefined],
    ['MOODYS', 'A-', undefined],
    ['UNKNOWN', 'A', undefined],
  ] as const)('%s %s is notch %s', (agency, symbol, notch) => {
    expect(notchOf(agency, symbol)).toBe(notch);
  });

  test('every known agency begins at 1 with its best', () => {
    const best = ratingAgencies.map((agency) =>
      [notchOf(agency, 'AAA'), notchOf(agency, 'Aaa')].find((notch) => notch === 1),
    );
    expect(best).toEqual([1, 1, 1, 1, 1, undefined]);
  });

  test('an agency may stay unknown, never invented', () => {
    expect(Rating.safeParse({ agency: 'UNKNOWN', symbol: 'A', scope: 'whole package' }).success).toBe(true);
    expect(Rating.safeParse({ agency: 'ACME', symbol: 'A' }).success).toBe(false);
  });
});

describe('listings and windows', () => {
  test('a market is an ISO 10383 code or unknown', () => {
    expect(Listing.safeParse({ ticker: 'IREN', mic: 'unknown' }).success).toBe(true);
    expect(Listing.safeParse({ ticker: 'IREN', mic: 'NASDAQ' }).success).toBe(false);
  });

  test('a window says what is not known about it', () => {
    const window = { session: 'unspecified', measure: 'unspecified', tradingDate: 'unknown' };
    expect(Window.parse(window)).toEqual(window);
    expect(Window.safeParse({ session: 'premarket', measure: 'unspecified' }).success).toBe(false);
  });
});
