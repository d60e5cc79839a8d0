import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { upcasting } from './upcasting.ts';

type Priced = { readonly amount: number; readonly currency?: string; readonly named?: boolean };

const lift = upcasting({
  Priced: {
    current: 3,
    steps: {
      1: (old) => ({ ...(old as Priced), currency: 'USD' }),
      2: (old) => ({ ...(old as Priced), named: true }),
    },
  },
  Noted: { current: 1, steps: {} },
});

const event = (schemaVersion: number, type = 'Priced') => ({
  type,
  schemaVersion,
  data: { amount: 7 },
  position: 4,
});

describe('an event of an old shape', () => {
  test('is lifted through every step to the shape of today', () => {
    expect(lift(event(1)).data).toEqual({ amount: 7, currency: 'USD', named: true });
  });
  test('is lifted from where it stands', () => {
    expect(lift(event(2)).data).toEqual({ amount: 7, named: true });
  });
  test('says afterwards that it is of today', () => {
    expect(lift(event(1)).schemaVersion).toBe(3);
  });
  test('keeps all that is not its data', () => {
    expect(lift(event(1))).toMatchObject({ type: 'Priced', position: 4 });
  });
});

describe('an event of today', () => {
  test('is left alone', () => {
    const today = event(3);
    expect(lift(today)).toBe(today);
  });
  test('lifting twice is lifting once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), (version) => {
        const once = lift(event(version));
        expect(lift(once)).toBe(once);
      }),
    );
  });
});

describe('what nobody can read', () => {
  test('a version newer than the newest throws and names both', () => {
    expect(() => lift(event(4))).toThrow('Priced version 4 is not known here: the newest is 3');
  });
  test('a version below 1 throws', () => {
    expect(() => lift(event(0))).toThrow('Priced version 0');
  });
  test('a type without a chain throws', () => {
    expect(() => lift(event(1, 'Moved'))).toThrow('no event type is called Moved');
  });
  test('a chain with a step missing throws at start, not at the first old event', () => {
    expect(() => upcasting({ Priced: { current: 3, steps: { 2: (old) => old } } })).toThrow(
      'Priced has no step from version 1',
    );
  });
});
