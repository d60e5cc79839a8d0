import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import { askOf, eventId, specifySlice } from '../../specify-slice.ts';
import type { Rating } from '../../values/rating.ts';
import {
  announced,
  closed,
  elsewhere,
  ended,
  financingId,
  rated,
  rating,
  retracted,
} from '../financing.examples.ts';
import { financingFrom } from '../financing.evolve.ts';
import { rateFinancing } from './rate-financing.ts';
import type { RateFinancing } from './rate-financing.ts';

const { given } = specifySlice(rateFinancing, financingFrom, financingId);
const rate = (data: RateFinancing = rating) => askOf('RateFinancing', data);
const fact = (data: RateFinancing = rating) => accept({ type: 'FinancingRated', data });
const refused = (code: string, more: object = {}) => ({ outcome: 'rejected', rejection: { code, ...more } });
const by = (agency: Rating['agency'], symbol: string): RateFinancing => ({
  ...rating,
  rating: { agency, symbol },
});

describe('rating a financing', () => {
  test('by an agency that no source names keeps the symbol and stays UNKNOWN', () => {
    expect(given(closed).when(rate())).toEqual(fact());
    expect(given(closed).when(rate(by('UNKNOWN', 'good')))).toEqual(fact(by('UNKNOWN', 'good')));
  });

  test.each([
    ['SP', 'BBB-'],
    ['MOODYS', 'Baa3'],
    ['FITCH', 'A'],
    ['DBRS', 'A (low)'],
    ['KBRA', 'A-'],
  ] as const)('by %s takes %s, which is on its scale', (agency, symbol) => {
    expect(given(closed).when(rate(by(agency, symbol)))).toEqual(fact(by(agency, symbol)));
  });

  test('is recorded as often as it was rated, before or after the closing', () => {
    const second = by('FITCH', 'A');
    expect(given(announced, rated).when(rate(second))).toEqual(fact(second));
  });

  test('is dated by the rating, in the stream of the financing', () => {
    expect(rateFinancing.occurredOn(rating)).toBe('unknown');
    expect(rateFinancing.stream(rating)).toBe(financingId);
  });

  test('is welcome after the end while its date does not prove that it came later', () => {
    expect(given(closed, ended('2026-05')).when(rate())).toEqual(fact());
  });
});

describe('a rating is refused', () => {
  test.each([
    ['SP', 'Baa3'],
    ['MOODYS', 'BBB-'],
    ['MOODYS', 'D'],
    ['FITCH', 'A (low)'],
    ['DBRS', 'A-'],
    ['KBRA', 'a'],
  ] as const)('RATING_NOT_ON_AGENCY_SCALE: %s does not say %s', (agency, symbol) => {
    expect(given(closed).when(rate(by(agency, symbol)))).toMatchObject(
      refused('RATING_NOT_ON_AGENCY_SCALE', { pointer: '/rating/symbol' }),
    );
  });

  test('UNKNOWN_FINANCING where nothing on record opens the financing', () => {
    expect(given().when(rate())).toMatchObject(refused('UNKNOWN_FINANCING', { pointer: '/financingId' }));
    expect(given(closed, retracted(eventId(1))).when(rate())).toMatchObject(refused('UNKNOWN_FINANCING'));
  });

  test('ALREADY_RECORDED from another source, pointing to CiteRecord', () => {
    const decision = given(closed, rated).when({ ...rate(), sources: elsewhere });
    expect(decision).toMatchObject(refused('ALREADY_RECORDED', { other: eventId(2), pointer: '/sources/0' }));
    expect(JSON.stringify(decision)).toContain('CiteRecord');
  });

  test('FINANCING_ENDED provably after the end', () => {
    expect(given(closed, ended('2026-05')).when(rate({ ...rating, ratedOn: '2026-06' }))).toMatchObject(
      refused('FINANCING_ENDED', { pointer: '/ratedOn', other: eventId(2) }),
    );
  });
});

describe('a rating stays quiet', () => {
  test('when the same is recorded from the same source', () => {
    expect(given(closed, rated).when(rate())).toEqual(accept());
  });
});

describe('a retracted rating', () => {
  test('can be recorded again', () => {
    expect(given(closed, rated, retracted(eventId(2))).when(rate())).toEqual(fact());
  });
});
