import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Identifier, isFigi, isIsin, isLei, schemes } from './identifier.ts';

const codesOf = (identifier: unknown): readonly unknown[] =>
  (Identifier.safeParse(identifier).error?.issues ?? []).map((issue) =>
    issue.code === 'custom' ? (issue.params?.['code'] as unknown) : issue.code,
  );

/** Published codes: Apple, Microsoft and Deutsche Bank. */
const real = [
  { scheme: 'lei', value: 'HWUPKR0MPOU8FGXBT394' },
  { scheme: 'lei', value: '7LTWFZYICNSX8D621K86' },
  { scheme: 'isin', value: 'US0378331005' },
  { scheme: 'isin', value: 'US5949181045' },
  { scheme: 'figi', value: 'BBG000B9XRY4' },
  { scheme: 'figi', value: 'BBG000BPH459' },
  { scheme: 'cik', value: '0000320193' },
  { scheme: 'ticker', value: 'BRK.B' },
];

describe('an identifier', () => {
  test.each(real)('$scheme $value is accepted', (identifier) => {
    expect(codesOf(identifier)).toEqual([]);
  });

  test.each([
    { scheme: 'lei', value: 'HWUPKR0MPOU8FGXBT395' },
    { scheme: 'isin', value: 'US0378331006' },
    { scheme: 'figi', value: 'BBG000B9XRY5' },
  ])('$scheme $value is refused for its check digit', (identifier) => {
    expect(codesOf(identifier)).toEqual(['BAD_IDENTIFIER_CHECKSUM']);
  });

  test.each([
    { scheme: 'lei', value: 'HWUPKR0MPOU8FGXBT3' },
    { scheme: 'cik', value: '320193' },
    { scheme: 'isin', value: 'us0378331005' },
    { scheme: 'figi', value: 'BAG000B9XRY4' },
    { scheme: 'ticker', value: 'no spaces' },
  ])('$scheme $value is refused for its form', (identifier) => {
    expect(codesOf(identifier)).toEqual(['BAD_IDENTIFIER']);
  });

  test('a number is not an identifier', () => {
    expect(codesOf({ scheme: 'cik', value: 320_193 })).toEqual(['BAD_IDENTIFIER']);
  });
  test('the schemes are those of the language', () => {
    expect(schemes).toEqual(['lei', 'cik', 'ticker', 'isin', 'figi']);
  });
});

const digits = '0123456789';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const word = (length: number, alphabet: string) =>
  fc.string({ unit: fc.constantFrom(...Array.from(alphabet)), minLength: length, maxLength: length });

describe('check digits', () => {
  test('any single digit mistyped at the end of a FIGI, ISIN or LEI is noticed', () => {
    fc.assert(
      fc.property(word(9, digits + letters), (body) => {
        const isins = Array.from(digits).filter((digit) => isIsin(`US${body}${digit}`));
        expect(isins).toHaveLength(1);
        const figis = Array.from(digits).filter((digit) => isFigi(`BBG${body.slice(1)}${digit}`));
        expect(figis).toHaveLength(1);
      }),
    );
  });
  test('of the hundred endings of an LEI at most two pass', () => {
    fc.assert(
      fc.property(word(18, digits + letters), (body) => {
        const endings = Array.from({ length: 100 }, (_, ending) => String(ending).padStart(2, '0'));
        const passing = endings.filter((ending) => isLei(body + ending));
        expect(passing.length).toBeGreaterThanOrEqual(1);
        expect(passing.length).toBeLessThanOrEqual(2);
      }),
    );
  });
});
