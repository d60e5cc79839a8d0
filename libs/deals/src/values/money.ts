import { z } from 'zod';
import { coded } from './coded.ts';
import { minorUnitDecimals } from './currencies.ts';
import { Decimal } from './decimal.ts';

/** ISO 4217 alphabetic code. */
export const CurrencyCode = coded<string>(
  'BAD_CURRENCY',
  'must be an ISO 4217 alphabetic code such as "USD"',
  (value): value is CurrencyCode => typeof value === 'string' && minorUnitDecimals(value) !== undefined,
  { type: 'string', pattern: '^[A-Z]{3}$' },
);
export type CurrencyCode = string;

/** Major units: $9.7bn is {"amount":"9700000000","currency":"USD"}. */
export const Money = z.strictObject({ amount: Decimal, currency: CurrencyCode }).meta({ title: 'Money' });
export type Money = z.infer<typeof Money>;
