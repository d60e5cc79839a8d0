import type { AnyFigure, Qualifier } from './figure.ts';
import type { Hardware } from './hardware.ts';
import { compare, isNegative, mul, negate, rational, sub } from './rational.ts';
import type { Rational } from './rational.ts';
import { lineOf } from './scale.ts';
import type { FigureKind, FigureValue, Line } from './scale.ts';
import { fold } from './text.ts';

/** Every derived conflict and every basis names the policy it was found under. */
export const figurePolicy = '1';

/** An end of an interval; null is infinity. */
export type Bound = { readonly at: Rational; readonly open: boolean } | null;
export type Interval = { readonly unit: string; readonly low: Bound; readonly high: Bound };

/** What a figure leaves possible: an interval, a text, a machine, or (undisclosed) no statement at all. */
export type Extent =
  | ({ readonly is: 'interval' } & Interval)
  | { readonly is: 'text'; readonly folded: string }
  | { readonly is: 'hardware'; readonly parts: Readonly<Record<string, string>> }
  | { readonly is: 'nothing' };

const nearlyFloor = rational(14n, 15n);
const aboutFloor = rational(95n, 100n);
const aboutCeiling = rational(105n, 100n);

const closed = (at: Rational | null): Bound => (at === null ? null : { at, open: false });
const open = (at: Rational | null): Bound => (at === null ? null : { at, open: true });

type Ends = { readonly low: Bound; readonly high: Bound };
type SingleValued = Exclude<Qualifier, 'range' | 'undisclosed'>;

/** Policy v1 for x >= 0. */
const endsOfPoint = (qualifier: SingleValued, x: Rational): Ends => {
  switch (qualifier) {
    case 'exact':
      return { low: closed(x), high: closed(x) };
    case 'about':
      return { low: closed(mul(aboutFloor, x)), high: closed(mul(aboutCeiling, x)) };
    case 'nearly': // Nearly nothing is nothing: the half-open interval would be empty.
      return { low: closed(mul(nearlyFloor, x)), high: x.n === 0n ? closed(x) : open(x) };
    case 'over':
      return { low: open(x), high: null };
    case 'atLeast':
      return { low: closed(x), high: null };
    case 'atMost':
    case 'upTo':
      return { low: null, high: closed(x) };
  }
};

const mirrored = ({ low, high }: Ends): Ends => {
  const flip = (bound: Bound): Bound => (bound === null ? null : { at: negate(bound.at), open: bound.open });
  return { low: flip(high), high: flip(low) };
};

/** A date is an interval already and has no size to take a part of: about and nearly leave it as it is. */
const endsOfSpan = (qualifier: SingleValued, { low, high }: Line): Ends => {
  switch (qualifier) {
    case 'exact':
    case 'about':
    case 'nearly':
      return { low: closed(low), high: closed(high) };
    case 'over':
      return { low: open(high), high: null };
    case 'atLeast':
      return { low: closed(low), high: null };
    case 'atMost':
    case 'upTo':
      return { low: null, high: closed(high) };
  }
};

const endsOf = (kind: FigureKind, qualifier: SingleValued, line: Line): Ends => {
  if (kind === 'date' || line.low === null) return endsOfSpan(qualifier, line);
  return isNegative(line.low)
    ? mirrored(endsOfPoint(qualifier, negate(line.low)))
    : endsOfPoint(qualifier, line.low);
};

/** A figure's interval under policy v1, ends exact; undefined for texts, hardware and undisclosed figures. */
export const intervalOfFigure = (kind: FigureKind, figure: AnyFigure): Interval | undefined => {
  const { qualifier, value, low, high } = figure;
  const line = (held: FigureValue | undefined): Line | undefined =>
    held === undefined ? undefined : lineOf(kind, held as never);
  if (qualifier === 'undisclosed') return undefined;
  if (qualifier !== 'range') {
    const at = line(value);
    return at === undefined ? undefined : { unit: at.unit, ...endsOf(kind, qualifier, at) };
  }
  const from = line(low);
  const to = line(high);
  if (from === undefined || to === undefined) return undefined;
  return { unit: from.unit, low: closed(from.low), high: closed(to.high) };
};

const partsOf = ({ vendor, model, quantity }: Hardware): Readonly<Record<string, string>> => ({
  ...(vendor === undefined ? {} : { vendor: fold(vendor) }),
  ...(model === undefined ? {} : { model: fold(model) }),
  ...(quantity === undefined ? {} : { quantity: String(quantity) }),
});

export const extentOf = (kind: FigureKind, figure: AnyFigure): Extent => {
  const interval = intervalOfFigure(kind, figure);
  if (interval !== undefined) return { is: 'interval', ...interval };
  const { qualifier, value } = figure;
  if (qualifier === 'undisclosed' || value === undefined) return { is: 'nothing' };
  if (kind === 'hardware') return { is: 'hardware', parts: partsOf(value as Hardware) };
  return { is: 'text', folded: fold(typeof value === 'string' ? value : JSON.stringify(value)) };
};

/** Negative when `a` begins lower. */
const compareLows = (a: Bound, b: Bound): number => {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  return compare(a.at, b.at) || Number(a.open) - Number(b.open);
};
/** Negative when `a` ends lower. */
const compareHighs = (a: Bound, b: Bound): number => {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compare(a.at, b.at) || Number(b.open) - Number(a.open);
};

const endsBefore = (high: Bound, low: Bound): boolean => {
  if (high === null || low === null) return false;
  const order = compare(high.at, low.at);
  return order < 0 || (order === 0 && (high.open || low.open));
};

const partsAgree = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  Object.entries(a).every(([name, part]) => b[name] === undefined || b[name] === part);

/** Both may be true at once. An undisclosed figure contradicts nothing; different units cannot be both true. */
export const compatible = (a: Extent, b: Extent): boolean => {
  if (a.is === 'nothing' || b.is === 'nothing') return true;
  if (a.is === 'interval' && b.is === 'interval')
    return a.unit === b.unit && !endsBefore(a.high, b.low) && !endsBefore(b.high, a.low);
  if (a.is === 'hardware' && b.is === 'hardware') return partsAgree(a.parts, b.parts);
  return a.is === 'text' && b.is === 'text' && a.folded === b.folded;
};

/** Everything that `b` leaves possible, `a` does too: `b` is at least as precise. */
export const subsumes = (a: Extent, b: Extent): boolean => {
  if (a.is === 'nothing') return true;
  if (a.is === 'interval' && b.is === 'interval')
    return a.unit === b.unit && compareLows(a.low, b.low) <= 0 && compareHighs(a.high, b.high) >= 0;
  if (a.is === 'hardware' && b.is === 'hardware')
    return Object.entries(a.parts).every(([name, part]) => b.parts[name] === part);
  return a.is === 'text' && b.is === 'text' && a.folded === b.folded;
};

/** They leave exactly the same possible. */
export const sameExtent = (a: Extent, b: Extent): boolean => subsumes(a, b) && subsumes(b, a);

/** A figure is compared with many others: its width is subtracted once. */
const widths = new WeakMap<Interval, Rational | null>();

const widthOf = (interval: Interval): Rational | null => {
  const known = widths.get(interval);
  if (known !== undefined) return known;
  const { low, high } = interval;
  const width = low === null || high === null ? null : sub(high.at, low.at);
  widths.set(interval, width);
  return width;
};

/**
 * True when `a` says more precisely what it says: a shorter interval, one inside the other where both are endless or
 * equally long, a machine with more parts named, or anything against an undisclosed figure.
 */
export const narrower = (a: Extent, b: Extent): boolean => {
  if (a.is === 'interval' && b.is === 'interval' && a.unit === b.unit) {
    const [ofA, ofB] = [widthOf(a), widthOf(b)];
    if (ofA !== null && ofB !== null && compare(ofA, ofB) !== 0) return compare(ofA, ofB) < 0;
    if ((ofA === null) !== (ofB === null)) return ofB === null;
  }
  return subsumes(b, a) && !subsumes(a, b);
};
