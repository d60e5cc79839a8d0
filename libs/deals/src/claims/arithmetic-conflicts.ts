import type { Duration } from '../values/duration.ts';
import type { AnyFigure } from '../values/figure.ts';
import { compare, div, isNegative, mul, rational } from '../values/rational.ts';
import type { Rational } from '../values/rational.ts';
import { lineOf } from '../values/scale.ts';
import type { Claim } from './claim.ts';
import { conflict, conflictClaims } from './conflict.ts';
import type { Conflict, Matter } from './conflict.ts';
import { pathOfPrepaymentAmount } from './field-path.ts';
import { agreedPrepayments, shareOfPrepayment } from './prepayments.ts';
import { byPath, winnerOf } from './rank.ts';
import { statedSpan } from './stated-precision.ts';
import type { Span } from './stated-precision.ts';

/** `product` should be `factors` multiplied together; every path is of one subject. */
type Check = { readonly product: string; readonly factors: readonly [string, string]; readonly why: string };

const checks: readonly Check[] = [
  {
    product: 'deal.totalValue',
    factors: ['deal.annualValue', 'deal.term'],
    why: 'the value of a year times the term is not the total value',
  },
  {
    product: 'deal.annualNoi',
    factors: ['deal.annualRevenue', 'deal.noiMargin'],
    why: 'the revenue of a year times the margin is not the operating income of a year',
  },
  {
    product: 'financing.amount',
    factors: ['financing.gpuCapex', 'financing.loanToCost'],
    why: 'the cost times loan to cost is not the amount',
  },
];

const basisPoints = rational(10_000n);
const monthsPerYear = rational(12n);

/** Years as written: the mean year of a duration's scale would make five years 1826.2125 days. */
const yearsOf = ({ value }: AnyFigure): Span | undefined => {
  const { count, unit } = value as Duration;
  if (unit === 'day') return undefined;
  const units = rational(BigInt(count));
  const years = unit === 'year' ? units : div(units, monthsPerYear);
  return { low: years, high: years };
};

const factorSpan = ({ kind, value }: Claim): Span | undefined => {
  const span = statedSpan(kind, value);
  if (span === undefined) return undefined;
  if (kind === 'duration') return yearsOf(value);
  return kind === 'rate' ? { low: div(span.low, basisPoints), high: div(span.high, basisPoints) } : span;
};

/** Exact bounds of the product of two spans that are not negative. */
const times = (a: Span, b: Span): Span => ({ low: mul(a.low, b.low), high: mul(a.high, b.high) });

const excludes = (a: Span, b: Span): boolean => compare(a.high, b.low) < 0 || compare(b.high, a.low) < 0;

type Current = ReadonlyMap<string, Claim>;

const unitOf = ({ kind, value: { value } }: Claim): string | undefined =>
  value === undefined ? undefined : lineOf(kind, value as never)?.unit;

const fails = ({ product, factors }: Check, current: Current): readonly Claim[] | undefined => {
  const claims = [product, ...factors].flatMap((path) => current.get(path) ?? []);
  const [result, one, other] = claims;
  if (result === undefined || one === undefined || other === undefined || unitOf(result) !== unitOf(one))
    return undefined;
  const [stated, a, b] = [statedSpan(result.kind, result.value), factorSpan(one), factorSpan(other)];
  if (stated === undefined || a === undefined || b === undefined) return undefined;
  if (isNegative(a.low) || isNegative(b.low)) return undefined;
  return excludes(stated, times(a, b)) ? claims : undefined;
};

/**
 * A prepayment told both as an amount and as a share: the two must be one. The share is the one agreed for it, else the
 * one that the terms name while the deal has no other prepayment. A share of a tranche says nothing of the whole.
 */
const prepaymentChecks = (dealId: string, current: Current, matter: Matter): readonly Check[] => {
  const agreed = agreedPrepayments(dealId, matter.events);
  return agreed.flatMap((each) => {
    const { prepaymentId, of } = each;
    const others = agreed.filter((other) => other.prepaymentId !== prepaymentId);
    const isOnlyOne =
      each.share === undefined ? others.length === 0 : others.every(({ share }) => share === undefined);
    const share = shareOfPrepayment(current, each, isOnlyOne);
    if (share === undefined || of === 'trancheValue' || (each.share !== undefined && of !== 'totalValue'))
      return [];
    const why = 'the share of the total value is not the amount of the prepayment';
    const factors = ['deal.totalValue', share.path] as const;
    return [{ product: pathOfPrepaymentAmount(prepaymentId), factors, why }];
  });
};

const currentBySubject = (matter: Matter): ReadonlyMap<string, Current> => {
  const subjects = new Map<string, Map<string, Claim>>();
  for (const group of byPath(matter.claims).values()) {
    const winner = winnerOf(group, matter);
    if (winner === null) continue;
    const current = subjects.get(winner.subject) ?? new Map<string, Claim>();
    subjects.set(winner.subject, current.set(winner.path, winner));
  }
  return subjects;
};

/** Current figures of one subject that do not multiply, each taken as wide as it was stated. */
export const arithmeticConflicts = (matter: Matter): readonly Conflict[] =>
  [...currentBySubject(matter)].flatMap(([subject, current]) =>
    [...checks, ...prepaymentChecks(subject, current, matter)].flatMap((check) => {
      const claims = fails(check, current);
      if (claims === undefined) return [];
      const { product: path, why } = check;
      return [
        conflict({ class: 'arithmetic', state: 'open', subject, path, claims: conflictClaims(claims), why }),
      ];
    }),
  );

/** The exact value of a figure stated exactly, in the unit of its kind; undefined for every other figure. */
export const exactValue = ({ kind, value: { qualifier, value } }: Claim): Rational | undefined =>
  qualifier === 'exact' && value !== undefined ? (lineOf(kind, value as never)?.low ?? undefined) : undefined;
