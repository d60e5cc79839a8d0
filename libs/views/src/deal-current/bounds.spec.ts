import { describe, expect, test } from '@jest/globals';
import type { MoneyFigure } from '@dealtrail/deals/values/figure';
import { announcedBounds, mayBeAnnouncedBetween, mayLieBetween, sortDay, valueBounds } from './bounds.ts';

const usd = (amount: string, qualifier: MoneyFigure['qualifier'] = 'exact'): MoneyFigure => ({
  qualifier,
  value: { amount, currency: 'USD' },
});

describe('what a total value leaves possible', () => {
  test('is rounded outwards to whole units', () => {
    expect(valueBounds(usd('10.5'))).toEqual({ currency: 'USD', low: '10', high: '11' });
    expect(valueBounds(usd('-10.5'))).toEqual({ currency: 'USD', low: '-11', high: '-10' });
    expect(valueBounds(usd('100', 'nearly'))).toEqual({ currency: 'USD', low: '93', high: '100' });
    expect(valueBounds(usd('100', 'over'))).toEqual({ currency: 'USD', low: '100', high: 'Infinity' });
    expect(valueBounds(usd('100', 'atMost'))).toEqual({ currency: 'USD', low: '-Infinity', high: '100' });
  });

  test('is nothing for an undisclosed one', () => {
    expect(valueBounds({ qualifier: 'undisclosed' })).toBeUndefined();
    expect(mayLieBetween({ qualifier: 'undisclosed' }, 'USD', undefined, undefined)).toBe(false);
  });

  test('matches a filter unless it proves the value to lie outside', () => {
    expect(mayLieBetween(usd('100'), 'USD', '100', '100')).toBe(true);
    expect(mayLieBetween(usd('100', 'over'), 'USD', undefined, '100')).toBe(false);
    expect(mayLieBetween(usd('100', 'over'), 'USD', '5000', undefined)).toBe(true);
    expect(mayLieBetween(usd('100', 'nearly'), 'USD', '100', undefined)).toBe(false);
    expect(mayLieBetween(usd('100', 'nearly'), 'USD', '99.99', undefined)).toBe(true);
    expect(mayLieBetween(usd('100'), 'EUR', undefined, undefined)).toBe(false);
  });
});

describe('when an announcement may have been', () => {
  const on = (value: Parameters<typeof announcedBounds>[0]['value']) => ({
    qualifier: 'exact' as const,
    value,
  });

  test('is the interval of its date, open where the date is', () => {
    expect(announcedBounds(on('2025-11'))).toEqual({ low: '2025-11-01', high: '2025-11-30' });
    expect(announcedBounds(on({ notAfter: '2026-06-02' }))).toEqual({
      low: '0000-00-00',
      high: '2026-06-02',
    });
    expect(announcedBounds(on('unknown'))).toBeUndefined();
  });

  test('matches a filter where it may have been in between, and never when nothing is known', () => {
    expect(mayBeAnnouncedBetween(on('2025-11'), '2025-11-30', undefined)).toBe(true);
    expect(mayBeAnnouncedBetween(on('2025-11'), '2025-12-01', undefined)).toBe(false);
    expect(mayBeAnnouncedBetween(on({ notAfter: '2026-06-02' }), '2026-06-02', '2026-12-31')).toBe(true);
    expect(mayBeAnnouncedBetween(on('unknown'), '2025-01-01', undefined)).toBe(false);
  });

  test('is sorted by its first day, or by the last where it has no first', () => {
    expect(sortDay(on('2025-11'))).toBe('2025-11-01');
    expect(sortDay(on({ notAfter: '2026-06-02' }))).toBe('2026-06-02');
    expect(sortDay(on('unknown'))).toBeUndefined();
  });
});
