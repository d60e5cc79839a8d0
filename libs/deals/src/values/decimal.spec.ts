import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { Decimal, isDecimal } from './decimal.ts';
import { currencyCodes, minorUnitDecimals } from './currencies.ts';
import { Money } from './money.ts';
import { Rate } from './rate.ts';

const codesOf = (schema: z.ZodType, value: unknown): unknown[] =>
  (schema.safeParse(value).error?.issues ?? []).map((issue) => [
    issue.path.join('/'),
    issue.code === 'custom' ? String(issue.params?.['code']) : issue.code,
  ]);

describe('a decimal', () => {
  test.each(['0', '-0', '9700000000', '712.5', '-0.00000001', '999999999999999999.99999999'])(
    'is %s',
    (decimal) => {
      expect(Decimal.parse(decimal)).toBe(decimal);
    },
  );

  test.each([
    '9.7bn',
    '1e9',
    '9,700',
    '',
    ' 1',
    '+1',
    '01',
    '.5',
    '5.',
    '1.123456789',
    '1234567890123456789',
    'NaN',
  ])('is not %j', (text) => {
    expect(codesOf(Decimal, text)).toEqual([['', 'MALFORMED_DECIMAL']]);
  });

  test.each([9700000000, 1.5, null, {}, ['1']])('is not a JSON %j: figures are strings', (value) => {
    expect(codesOf(Decimal, value)).toEqual([['', 'MALFORMED_DECIMAL']]);
  });

  test('an absent one is a missing field', () => {
    expect(codesOf(z.strictObject({ amount: Decimal }), {})).toEqual([['amount', 'MISSING_FIELD']]);
  });

  test('any whole and fraction within the bounds is one', () => {
    const whole = fc.bigInt(-(10n ** 18n) + 1n, 10n ** 18n - 1n);
    const fraction = fc.option(fc.stringMatching(/^\d{1,8}$/), { nil: undefined });
    fc.assert(
      fc.property(whole, fraction, (integer, digits) =>
        isDecimal(digits === undefined ? String(integer) : `${String(integer)}.${digits}`),
      ),
    );
  });

  test('OpenAPI sees its pattern', () => {
    expect(z.toJSONSchema(Decimal)).toMatchObject({
      type: 'string',
      pattern: expect.stringContaining('\\d{0,17}'),
    });
  });
});

describe('money', () => {
  test('is an amount in major units and an ISO 4217 code', () => {
    expect(Money.parse({ amount: '9700000000', currency: 'USD' })).toEqual({
      amount: '9700000000',
      currency: 'USD',
    });
  });

  test.each(['usd', 'US$', 'XXX', 'BTC', 'DOLLAR', '', 840])('does not come in %j', (currency) => {
    expect(codesOf(Money, { amount: '1', currency })).toEqual([['currency', 'BAD_CURRENCY']]);
  });

  test('every fault of it is named', () => {
    expect(codesOf(Money, { amount: '9.7bn', currency: 'usd', unit: 'bn' })).toEqual([
      ['amount', 'MALFORMED_DECIMAL'],
      ['currency', 'BAD_CURRENCY'],
      ['', 'unrecognized_keys'],
    ]);
  });

  test('every currency has a minor unit to round to', () => {
    expect(currencyCodes).toContain('USD');
    expect(new Set(currencyCodes).size).toBe(currencyCodes.length);
    expect(currencyCodes.every((code) => minorUnitDecimals(code) !== undefined)).toBe(true);
    expect([minorUnitDecimals('USD'), minorUnitDecimals('JPY'), minorUnitDecimals('BHD')]).toEqual([2, 0, 3]);
  });
});

describe('a rate', () => {
  test.each(['2000', '712.5', '-3000', '0.0001'])('is %s basis points', (bps) => {
    expect(Rate.parse({ bps })).toEqual({ bps });
  });

  test.each(['20%', '0.00001', 2000])('is not %j', (bps) => {
    expect(codesOf(Rate, { bps })).toEqual([['bps', 'MALFORMED_DECIMAL']]);
  });
});
