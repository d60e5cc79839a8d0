import { z } from 'zod';
import { coded } from '../values/coded.ts';

export const schemes = ['lei', 'cik', 'ticker', 'isin', 'figi'] as const;
export type Scheme = (typeof schemes)[number];

/** A = 10 ... Z = 35, digits as they are: how LEI, ISIN and FIGI read letters. */
const inDigits = (value: string): string =>
  Array.from(value)
    .map((character) => Number.parseInt(character, 36).toString())
    .join('');

/** ISO 17442 (ISO 7064 MOD 97-10): the whole code, letters as numbers, leaves 1. */
export const isLei = (value: string): boolean => BigInt(inDigits(value)) % 97n === 1n;

/** Luhn: from the right every second digit doubled, digit sums added up, a multiple of ten. */
const luhnSum = (digits: string): number =>
  Array.from(digits)
    .reverse()
    .reduce((sum, digit, index) => {
      const times = Number(digit) * (index % 2 === 0 ? 1 : 2);
      return sum + Math.floor(times / 10) + (times % 10);
    }, 0);

/** ISO 6166: Luhn over the whole code, letters as numbers. */
export const isIsin = (value: string): boolean => luhnSum(inDigits(value)) % 10 === 0;

/** FIGI: every second character doubled as a number before its digits are added; the check digit fills up to ten. */
export const isFigi = (value: string): boolean => {
  const sum = Array.from(value.slice(0, -1)).reduce((total, character, index) => {
    const times = Number.parseInt(character, 36) * (index % 2 === 0 ? 1 : 2);
    return total + Array.from(String(times)).reduce((digits, digit) => digits + Number(digit), 0);
  }, 0);
  return (10 - (sum % 10)) % 10 === Number(value.at(-1));
};

type Rule = { readonly form: RegExp; readonly says: string; readonly checks: (value: string) => boolean };

const always = (): boolean => true;

const rules: Readonly<Record<Scheme, Rule>> = {
  lei: { form: /^[A-Z0-9]{18}\d{2}$/, says: '18 letters or digits and 2 check digits', checks: isLei },
  cik: { form: /^\d{10}$/, says: '10 digits with leading zeros', checks: always },
  ticker: { form: /^[A-Za-z0-9.\-/=^]{1,20}$/, says: '1 to 20 letters, digits or . - / = ^', checks: always },
  isin: {
    form: /^[A-Z]{2}[A-Z0-9]{9}\d$/,
    says: 'two letters, nine letters or digits, a check digit',
    checks: isIsin,
  },
  figi: {
    form: /^[B-DF-HJ-NP-TV-Z0-9]{2}G[B-DF-HJ-NP-TV-Z0-9]{8}\d$/,
    says: 'twelve characters without vowels, G in third place, a check digit last',
    checks: isFigi,
  },
};

type Raw = { readonly scheme: Scheme; readonly value: string };

const complaint = ({ scheme, value }: Raw) => {
  const rule = rules[scheme];
  if (!rule.form.test(value))
    return { code: 'BAD_IDENTIFIER' as const, message: `must be a ${scheme}: ${rule.says}` };
  if (!rule.checks(value))
    return {
      code: 'BAD_IDENTIFIER_CHECKSUM' as const,
      message: `is not a ${scheme}: its check digits do not fit`,
    };
  return undefined;
};

const isText = (value: unknown): value is string => typeof value === 'string';

/** A name that the outside world gave a party; each belongs to at most one party of a ledger. */
export const Identifier = z
  .strictObject({
    scheme: z.enum(schemes),
    value: coded<string>('BAD_IDENTIFIER', 'must be the identifier as a string', isText, { type: 'string' }),
  })
  .superRefine((identifier, context) => {
    if (!isText(identifier.value)) return; // Told already; a fault of form in a part does not stop this check.
    const wrong = complaint(identifier);
    if (wrong === undefined) return;
    context.addIssue({
      code: 'custom',
      path: ['value'],
      params: { code: wrong.code },
      message: wrong.message,
    });
  });
export type Identifier = z.output<typeof Identifier>;
