import type { Claim } from '@dealtrail/deals/claims/claim';
import type { DateFigure, MoneyFigure } from '@dealtrail/deals/values/figure';
import { compareBy } from '../order.ts';
import type { Scale } from '../index-query.ts';
import { announcedBounds, valueBounds } from './bounds.ts';

/**
 * Between what a deal's total value and announcement lie, whichever of its claims wins. Null: nothing is claimed that a
 * list could sort or filter by. Days, and whole units rounded outwards: `Infinity` and `-Infinity` where a claim is open.
 */
export type Span = {
  readonly currencies: readonly string[];
  readonly valueLow: string | null;
  readonly valueHigh: string | null;
  readonly announcedLow: string | null;
  readonly announcedHigh: string | null;
};

export const noSpan: Span = {
  currencies: [],
  valueLow: null,
  valueHigh: null,
  announcedLow: null,
  announcedHigh: null,
};

export const spanWith = (span: Span, claims: readonly Claim[]): Span =>
  claims.reduce((wider, claim) => {
    if (claim.path === 'deal.totalValue') return withValue(wider, claim.value as MoneyFigure);
    if (claim.path === 'deal.announcedOn') return withDay(wider, claim.value as DateFigure);
    return wider;
  }, span);

const withValue = (span: Span, figure: MoneyFigure): Span => {
  const bounds = valueBounds(figure);
  if (bounds === undefined) return span;
  return {
    ...span,
    currencies: [...new Set([...span.currencies, bounds.currency])].toSorted(),
    valueLow: lower('number', span.valueLow, bounds.low),
    valueHigh: higher('number', span.valueHigh, bounds.high),
  };
};

const withDay = (span: Span, figure: DateFigure): Span => {
  const bounds = announcedBounds(figure);
  if (bounds === undefined) return span;
  return {
    ...span,
    announcedLow: lower('text', span.announcedLow, bounds.low),
    announcedHigh: higher('text', span.announcedHigh, bounds.high),
  };
};

const lower = (scale: Scale, a: string | null, b: string): string =>
  a !== null && compareBy(scale, a, b) <= 0 ? a : b;

const higher = (scale: Scale, a: string | null, b: string): string =>
  a !== null && compareBy(scale, a, b) >= 0 ? a : b;
