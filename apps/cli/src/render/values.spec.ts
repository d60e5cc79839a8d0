import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changeText, figureText, grouped, instantText, percent, valueText, words } from './values.ts';

describe('figures as people read them', () => {
  const usd = (amount: string) => ({ amount, currency: 'USD' });

  test.each([
    [{ qualifier: 'exact', value: usd('9700000000'), asStated: '$9.7bn' }, 'USD 9,700,000,000 ("$9.7bn")'],
    [{ qualifier: 'nearly', value: { bps: '3000' } }, 'nearly 30%'],
    [{ qualifier: 'over', value: { bps: '712.5' } }, 'over 7.125%'],
    [{ qualifier: 'atLeast', value: usd('0.5') }, 'at least USD 0.5'],
    [{ qualifier: 'range', low: usd('1'), high: usd('2') }, 'USD 1 to USD 2'],
    [{ qualifier: 'undisclosed', asStated: 'multi-year' }, 'undisclosed ("multi-year")'],
    [{ qualifier: 'exact', value: { count: 1, unit: 'year' } }, '1 year'],
    [{ qualifier: 'upTo', value: { mw: '1200', measure: 'criticalIT' } }, 'up to 1,200 MW critical IT'],
    [{ qualifier: 'exact', value: { vendor: 'Nvidia', model: 'GB300', asStated: 'GB300' } }, 'Nvidia GB300'],
    [{ qualifier: 'exact', value: { asStated: 'GPUs' } }, '"GPUs"'],
    [{ qualifier: 'exact', value: 'Texas', asStated: 'Texas' }, 'Texas'],
  ])('%j reads %s', (figure, text) => {
    expect(figureText(figure)).toBe(text);
  });

  test.each([
    [{ notAfter: '2026-06-02' }, 'on or before 2026-06-02'],
    [{ notBefore: '2026-01-01', notAfter: '2026-06-02' }, '2026-01-01 to 2026-06-02'],
    [{ local: '2026-06-02T01:21', zone: 'unknown' }, '2026-06-02 01:21 (time zone unknown)'],
    [{ agency: 'UNKNOWN', symbol: 'A' }, 'A (agency not named)'],
    [{ agency: 'FITCH', symbol: 'A-', outlook: 'stable' }, 'A- (FITCH, stable)'],
    [null, '-'],
    [{ something: 'new' }, '{"something":"new"}'],
  ])('%j reads %s', (value, text) => {
    expect(valueText(value)).toBe(text);
  });

  test('a change of a share price carries its sign', () => {
    expect(changeText({ qualifier: 'nearly', value: { bps: '3000' } })).toBe('nearly +30%');
    expect(changeText({ qualifier: 'exact', value: { bps: '50000' } })).toBe('+500%');
    expect(changeText({ qualifier: 'about', value: { bps: '-1250' } })).toBe('about -12.5%');
  });

  test('an instant loses its fraction, never a second', () => {
    expect(instantText('2026-03-02T21:05:59.999999Z')).toBe('2026-03-02 21:05:59 UTC');
  });

  test('wire words become words', () => {
    expect(words('cloudServices')).toBe('cloud services');
  });
});

describe('no digit is lost on the way to the eye', () => {
  const decimal = fc.stringMatching(/^-?(0|[1-9]\d{0,17})(\.\d{1,8})?$/);

  test('grouping only adds commas', () => {
    fc.assert(
      fc.property(decimal, (text) => {
        expect(grouped(text).replaceAll(',', '')).toBe(text);
      }),
    );
  });

  test('per cent of basis points is a hundredth, digit by digit', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 17n), 10n ** 17n), (bps) => {
        const [whole = '', fraction = ''] = percent(String(bps)).replace(/[,%]/g, '').split('.');
        expect(BigInt(whole + fraction.padEnd(2, '0'))).toBe(bps);
      }),
    );
  });
});
