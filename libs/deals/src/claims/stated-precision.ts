import type { AnyFigure } from '../values/figure.ts';
import { isDecimal } from '../values/decimal.ts';
import { div, equals, mul, parseDecimal, rational, sub, add } from '../values/rational.ts';
import type { Rational } from '../values/rational.ts';
import { lineOf } from '../values/scale.ts';
import type { FigureKind, FigureValue } from '../values/scale.ts';

/** From-to, both possible. */
export type Span = { readonly low: Rational; readonly high: Rational };

const scales: Readonly<Record<string, bigint>> = {
  k: 1_000n,
  thousand: 1_000n,
  m: 1_000_000n,
  mn: 1_000_000n,
  million: 1_000_000n,
  b: 1_000_000_000n,
  bn: 1_000_000_000n,
  billion: 1_000_000_000n,
  tn: 1_000_000_000_000n,
  trillion: 1_000_000_000_000n,
  '%': 100n,
  percent: 100n,
};

const numeralRegex =
  /(\d[\d,]*)(?:\.(\d+))?[\s-]*(trillion|billion|million|thousand|percent|tn|bn|mn|k|m|b|%)?/i;
const two = rational(2n);

/** Half the last place of the numeral in the source's words, if those words do give this value. */
const halfPlaceOfWords = (words: string, value: Rational): Rational | undefined => {
  const [matched, whole = '', fraction = '', scale] = numeralRegex.exec(words) ?? [];
  if (matched === undefined) return undefined;
  const numeral = `${whole.replaceAll(',', '')}${fraction === '' ? '' : `.${fraction}`}`;
  if (!isDecimal(numeral)) return undefined;
  const unit = rational(scales[scale?.toLowerCase() ?? ''] ?? 1n);
  const isSame = equals(mul(parseDecimal(numeral), unit), value);
  return isSame ? div(div(unit, rational(10n ** BigInt(fraction.length))), two) : undefined;
};

/** The decimal digits of a value as written: "712.5" has one. */
const placesOf = (value: FigureValue): number => {
  const decimal =
    typeof value === 'string' ? value : 'amount' in value ? value.amount : 'bps' in value ? value.bps : '';
  return decimal.split('.')[1]?.length ?? 0;
};

/**
 * Rule 5: in arithmetic checks a stated decimal stands for plus or minus half its last place: "$9.7 billion" for
 * 9.65 to 9.75 billion. The place is that of the source's words, else of the decimal written; a count of whole
 * units is exact. Undefined unless the figure is exact and on a scale.
 */
export const statedSpan = (kind: FigureKind, { qualifier, value, asStated }: AnyFigure): Span | undefined => {
  if (qualifier !== 'exact' || value === undefined) return undefined;
  const at = lineOf(kind, value as never)?.low ?? undefined;
  if (at === undefined || kind === 'date') return undefined;
  if (kind === 'duration') return { low: at, high: at };
  const half = halfPlaceOfWords(asStated ?? '', at) ?? rational(1n, 2n * 10n ** BigInt(placesOf(value)));
  return { low: sub(at, half), high: add(at, half) };
};
