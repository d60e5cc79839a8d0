import { describe, expect, test } from '@jest/globals';
import type { z } from 'zod';
import { AnyFigure, DateFigure, HardwareFigure, MoneyFigure, RateFigure, TextFigure } from './figure.ts';
import { kindOf } from './scale.ts';

const usd = (amount: string) => ({ amount, currency: 'USD' });

const faultsOf = (schema: z.ZodType, value: unknown): unknown[] =>
  (schema.safeParse(value).error?.issues ?? []).map((issue) => [
    issue.path.join('/'),
    issue.code === 'custom' ? String(issue.params?.['code']) : issue.code,
  ]);

describe('a figure', () => {
  test('keeps its qualifier and the words of its source', () => {
    const nearly = { qualifier: 'nearly', value: { bps: '3000' }, asStated: 'nearly 30%' };
    expect(RateFigure.parse(nearly)).toEqual(nearly);
  });

  test.each([
    [{ qualifier: 'exact' }, [['value', 'MISSING_FIELD']]],
    [{ qualifier: 'range', low: usd('1') }, [['high', 'MISSING_FIELD']]],
    [
      { qualifier: 'range', value: usd('1') },
      [
        ['value', 'INVALID_FIELDS'],
        ['low', 'MISSING_FIELD'],
        ['high', 'MISSING_FIELD'],
      ],
    ],
    [{ qualifier: 'undisclosed', value: usd('1') }, [['value', 'INVALID_FIELDS']]],
    [{ qualifier: 'exact', value: usd('1'), high: usd('2') }, [['high', 'INVALID_FIELDS']]],
    [{ qualifier: 'range', low: usd('2'), high: usd('1') }, [['high', 'INVALID_FIELDS']]],
    [
      { qualifier: 'range', low: usd('1'), high: { amount: '2', currency: 'EUR' } },
      [['high', 'INVALID_FIELDS']],
    ],
    [{ qualifier: 'roughly', value: usd('1') }, [['qualifier', 'invalid_value']]],
    [
      { qualifier: 'exact', value: { amount: '1e9', currency: '$' } },
      [
        ['value/amount', 'MALFORMED_DECIMAL'],
        ['value/currency', 'BAD_CURRENCY'],
      ],
    ],
    [{ qualifier: 'exact', value: usd('1'), asStated: 'x'.repeat(81) }, [['asStated', 'BAD_TEXT']]],
    [{ qualifier: 'exact', value: usd('1'), note: 'x' }, [['', 'unrecognized_keys']]],
  ])('%j is refused at its fault', (figure, faults) => {
    expect(faultsOf(MoneyFigure, figure)).toEqual(faults);
  });

  test('words may be undisclosed, but have no range', () => {
    expect(TextFigure.safeParse({ qualifier: 'undisclosed', asStated: 'details limited' }).success).toBe(
      true,
    );
    expect(faultsOf(TextFigure, { qualifier: 'range', low: 'a', high: 'b' })).toEqual([
      ['high', 'INVALID_FIELDS'],
    ]);
  });

  test('a range of dates may begin and end in one month', () => {
    expect(DateFigure.safeParse({ qualifier: 'range', low: '2026-06', high: '2026-06' }).success).toBe(true);
    expect(faultsOf(DateFigure, { qualifier: 'range', low: '2026-07', high: '2026-06' })).toEqual([
      ['high', 'INVALID_FIELDS'],
    ]);
  });

  test('hardware needs the words of the source, and a whole quantity', () => {
    expect(HardwareFigure.safeParse({ qualifier: 'exact', value: { asStated: 'GPUs' } }).success).toBe(true);
    expect(
      faultsOf(HardwareFigure, { qualifier: 'exact', value: { vendor: 'Nvidia', quantity: 0.5 } }),
    ).toEqual([
      ['value/quantity', 'invalid_type'],
      ['value/asStated', 'MISSING_FIELD'],
    ]);
  });
});

describe('a figure of any type', () => {
  test.each([
    [usd('1'), 'money'],
    [{ bps: '1' }, 'rate'],
    [{ count: 5, unit: 'year' as const }, 'duration'],
    [{ mw: '50', measure: 'gross' as const }, 'power'],
    ['1.5', 'decimal'],
    ['2026-Q4', 'date'],
    [{ notAfter: '2026' }, 'date'],
    [{ asStated: 'GPUs' }, 'hardware'],
    ['Microsoft Azure', 'text'],
    ['unknown', 'text'],
  ])('reads %j as %s by its shape', (value, kind) => {
    expect(kindOf(value)).toBe(kind);
    expect(AnyFigure.parse({ qualifier: 'exact', value })).toEqual({ qualifier: 'exact', value });
  });

  test.each([
    [{ amount: '9.7bn', currency: 'USD' }, [['value/amount', 'MALFORMED_DECIMAL']]],
    [{ count: 0, unit: 'year' }, [['value/count', 'too_small']]],
    [{}, [['value/asStated', 'MISSING_FIELD']]],
    [7, [['value', 'BAD_TEXT']]],
    ['', [['value', 'BAD_TEXT']]],
  ])('names the fault of %j as that type does', (value, faults) => {
    expect(faultsOf(AnyFigure, { qualifier: 'exact', value })).toEqual(faults);
  });

  test('has no range from one type to another', () => {
    expect(faultsOf(AnyFigure, { qualifier: 'range', low: usd('1'), high: { bps: '2' } })).toEqual([
      ['high', 'INVALID_FIELDS'],
    ]);
  });
});
