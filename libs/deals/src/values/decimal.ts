import { pattern } from './coded.ts';

/** numeric(28,8) in the database: at most 18 digits before the point and 8 after it. */
export const decimalRegex = /^-?(0|[1-9]\d{0,17})(\.\d{1,8})?$/;

/** A figure as a JSON string, never a double: no exponent, no separators, no words. */
export const Decimal = pattern<Decimal>(
  'MALFORMED_DECIMAL',
  'must be a decimal string such as "9700000000" or "712.5": no exponent, no separators, no unit, ' +
    'at most 18 digits before the point and 8 after it',
  decimalRegex,
);
export type Decimal = string;

export const isDecimal = (value: unknown): value is Decimal =>
  typeof value === 'string' && decimalRegex.test(value);
