import { extentOf } from '../values/figure-policy.ts';
import type { Bound, Extent } from '../values/figure-policy.ts';
import type { Claim } from './claim.ts';

/** What a claim leaves possible, with what makes comparing many of them cheap. */
export type ClaimExtent = {
  readonly extent: Extent;
  /** Equal exactly where two extents leave the same possible. */
  readonly key: string;
  /** A single point or a text: nothing says it more precisely, and two of them agree only if they are the same. */
  readonly precise: boolean;
};

/** Claims are compared in pairs, so each one's exact interval is worked out once and kept as long as the claim. */
const extents = new WeakMap<Claim, ClaimExtent>();

/** Rationals are in lowest terms: equal ends read the same. */
const endKey = (bound: Bound): string =>
  bound === null ? '' : `${bound.open ? 'open ' : ''}${String(bound.at.n)}/${String(bound.at.d)}`;

const keyOf = (extent: Extent): string => {
  switch (extent.is) {
    case 'interval':
      return JSON.stringify([extent.unit, endKey(extent.low), endKey(extent.high)]);
    case 'text':
      return `text ${extent.folded}`;
    case 'hardware':
      return `hardware ${JSON.stringify(Object.entries(extent.parts).toSorted())}`;
    case 'nothing':
      return 'nothing';
  }
};

const isPrecise = (extent: Extent): boolean => {
  if (extent.is !== 'interval') return extent.is === 'text';
  return extent.low !== null && extent.high !== null && endKey(extent.low) === endKey(extent.high);
};

/** What the claim leaves possible under the figure policy. */
export const extentOfClaim = (claim: Claim): ClaimExtent => {
  const known = extents.get(claim);
  if (known !== undefined) return known;
  const extent = extentOf(claim.kind, claim.value);
  const made = { extent, key: keyOf(extent), precise: isPrecise(extent) };
  extents.set(claim, made);
  return made;
};

/** They leave exactly the same possible. */
export const agree = (a: Claim, b: Claim): boolean => extentOfClaim(a).key === extentOfClaim(b).key;
