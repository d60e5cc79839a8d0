import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { qualifiers } from './figure.ts';
import type { AnyFigure, Qualifier } from './figure.ts';
import { compatible, extentOf, intervalOfFigure, narrower, sameExtent, subsumes } from './figure-policy.ts';
import type { Bound, Extent } from './figure-policy.ts';
import { compare, fractionText, negate, parseDecimal } from './rational.ts';

const rate = (qualifier: Qualifier, bps: string): AnyFigure => ({ qualifier, value: { bps } });
const range = (low: string, high: string): AnyFigure => ({
  qualifier: 'range',
  low: { bps: low },
  high: { bps: high },
});

const undisclosed: AnyFigure = { qualifier: 'undisclosed' };

const end = (bound: Bound, side: 'low' | 'high'): string => {
  if (bound === null) return side === 'low' ? '(-inf' : 'inf)';
  const text = bound.at.d === 1n ? String(bound.at.n) : fractionText(bound.at);
  return side === 'low' ? `${bound.open ? '(' : '['}${text}` : `${text}${bound.open ? ')' : ']'}`;
};
const shown = (figure: AnyFigure): string => {
  const interval = intervalOfFigure('rate', figure);
  return interval === undefined ? 'none' : `${end(interval.low, 'low')}, ${end(interval.high, 'high')}`;
};

describe('figure policy v1', () => {
  test.each([
    [rate('exact', '3000'), '[3000, 3000]'],
    [rate('about', '3000'), '[2850, 3150]'],
    [rate('nearly', '3000'), '[2800, 3000)'],
    [rate('over', '3000'), '(3000, inf)'],
    [rate('atLeast', '3000'), '[3000, inf)'],
    [rate('atMost', '3000'), '(-inf, 3000]'],
    [rate('upTo', '3000'), '(-inf, 3000]'],
    [range('2000', '3000'), '[2000, 3000]'],
    [undisclosed, 'none'],
    [rate('exact', '-3000'), '[-3000, -3000]'],
    [rate('about', '-3000'), '[-3150, -2850]'],
    [rate('nearly', '-3000'), '(-3000, -2800]'],
    [rate('over', '-3000'), '(-inf, -3000)'],
    [rate('atLeast', '-3000'), '(-inf, -3000]'],
    [rate('atMost', '-3000'), '[-3000, inf)'],
    [rate('upTo', '-3000'), '[-3000, inf)'],
    [range('-3000', '-2000'), '[-3000, -2000]'],
    [rate('nearly', '0'), '[0, 0]'],
    [rate('nearly', '1000'), '[2800/3, 1000)'],
  ])('%j leaves %s', (figure, expected) => {
    expect(shown(figure)).toBe(expected);
  });

  test('a date is its interval, whatever the qualifier says of its size', () => {
    const of = (qualifier: Qualifier) => extentOf('date', { qualifier, value: '2026-Q4' });
    expect(sameExtent(of('about'), of('exact'))).toBe(true);
    expect(compatible(of('over'), of('exact'))).toBe(false);
    expect(subsumes(of('atLeast'), of('exact'))).toBe(true);
  });

  test('five years are sixty months', () => {
    const of = (count: number, unit: 'month' | 'year') =>
      extentOf('duration', { qualifier: 'exact', value: { count, unit } });
    expect(sameExtent(of(5, 'year'), of(60, 'month'))).toBe(true);
    expect(compatible(of(5, 'year'), of(61, 'month'))).toBe(false);
  });

  test('amounts in two currencies are never taken for each other', () => {
    const of = (currency: string) =>
      extentOf('money', { qualifier: 'exact', value: { amount: '1', currency } });
    expect(compatible(of('USD'), of('EUR'))).toBe(false);
  });

  test('texts are the same after folding case, space and punctuation', () => {
    const of = (value: string) => extentOf('text', { qualifier: 'exact', value });
    expect(sameExtent(of('Iris Energy'), of('IRIS-energy.'))).toBe(true);
    expect(compatible(of('Iris Energy'), of('IREN'))).toBe(false);
  });

  test('a machine named in part contradicts nothing that it leaves out', () => {
    const gpus = extentOf('hardware', { qualifier: 'exact', value: { asStated: 'GPUs' } });
    const gb300 = extentOf('hardware', {
      qualifier: 'exact',
      value: { vendor: 'Nvidia', model: 'GB300', asStated: 'x' },
    });
    const h200 = extentOf('hardware', {
      qualifier: 'exact',
      value: { vendor: 'NVIDIA', model: 'H200', asStated: 'x' },
    });
    expect([compatible(gpus, gb300), narrower(gb300, gpus), compatible(gb300, h200)]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

const bps = fc.integer({ min: -50_000, max: 50_000 }).map(String);
const figures: fc.Arbitrary<AnyFigure> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...qualifiers.filter((each) => each !== 'range')), bps)
    .map(([qualifier, value]) => (qualifier === 'undisclosed' ? { qualifier } : rate(qualifier, value))),
  fc.tuple(bps, bps).map(([a, b]) => (Number(a) <= Number(b) ? range(a, b) : range(b, a))),
);
const extents: fc.Arbitrary<Extent> = figures.map((figure) => extentOf('rate', figure));

describe('the laws of extents', () => {
  test('an exact figure lies in what every qualifier but over and nearly makes of it', () => {
    fc.assert(
      fc.property(
        bps,
        fc.constantFrom<Qualifier>('exact', 'about', 'atLeast', 'atMost', 'upTo'),
        (value, qualifier) => {
          expect(
            subsumes(extentOf('rate', rate(qualifier, value)), extentOf('rate', rate('exact', value))),
          ).toBe(true);
        },
      ),
    );
  });

  test('nearly and over exclude the figure itself and each other', () => {
    fc.assert(
      fc.property(
        bps.filter((value) => value !== '0'),
        (value) => {
          const [exact, nearly, over] = (['exact', 'nearly', 'over'] as const).map((each) =>
            extentOf('rate', rate(each, value)),
          );
          if (exact === undefined || nearly === undefined || over === undefined) throw new Error('three');
          expect([compatible(exact, nearly), compatible(exact, over), compatible(nearly, over)]).toEqual([
            false,
            false,
            false,
          ]);
        },
      ),
    );
  });

  test('a fall is the mirror of a rise', () => {
    fc.assert(
      fc.property(fc.constantFrom(...qualifiers), bps, (qualifier, value) => {
        fc.pre(qualifier !== 'range' && qualifier !== 'undisclosed' && value !== '0');
        const flipped = value.startsWith('-') ? value.slice(1) : `-${value}`;
        const [rise, fall] = [value, flipped].map((each) => intervalOfFigure('rate', rate(qualifier, each)));
        const mirror = (bound: Bound | undefined) =>
          bound === undefined || bound === null ? null : { at: negate(bound.at), open: bound.open };
        expect([mirror(rise?.high), mirror(rise?.low)]).toEqual([fall?.low, fall?.high]);
      }),
    );
  });

  test('compatible is symmetric and reflexive; subsumes is a preorder below compatible', () => {
    fc.assert(
      fc.property(extents, extents, extents, (a, b, c) => {
        expect(compatible(a, a) && subsumes(a, a)).toBe(true);
        expect(compatible(a, b)).toBe(compatible(b, a));
        if (subsumes(a, b)) expect(compatible(a, b)).toBe(true);
        if (subsumes(a, b) && subsumes(b, c)) expect(subsumes(a, c)).toBe(true);
        if (subsumes(a, b) && compatible(b, c)) expect(compatible(a, c)).toBe(true);
      }),
    );
  });

  test('narrower is a strict order: nothing is narrower than itself, nor two than each other', () => {
    fc.assert(
      fc.property(extents, extents, (a, b) => {
        expect(narrower(a, a)).toBe(false);
        expect(narrower(a, b) && narrower(b, a)).toBe(false);
        if (subsumes(b, a) && !subsumes(a, b)) expect(narrower(b, a)).toBe(false);
      }),
    );
  });

  test('ends are exact: fourteen fifteenths of any figure is no rounded number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50_000 }), (value) => {
        const low = intervalOfFigure('rate', rate('nearly', String(value)))?.low;
        const scaled = low === undefined || low === null ? undefined : { n: low.at.n * 15n, d: low.at.d };
        expect(scaled !== undefined && compare(scaled, parseDecimal(String(value * 14)))).toBe(0);
      }),
    );
  });
});
