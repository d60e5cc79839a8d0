import { extentOf } from '../values/figure-policy.ts';
import type { Extent } from '../values/figure-policy.ts';
import type { Claim } from './claim.ts';

/** Claims are compared in pairs, so each one's exact interval is worked out once and kept as long as the claim. */
const extents = new WeakMap<Claim, Extent>();

/** What the claim leaves possible under the figure policy. */
export const extentOfClaim = (claim: Claim): Extent => {
  const known = extents.get(claim);
  if (known !== undefined) return known;
  const extent = extentOf(claim.kind, claim.value);
  extents.set(claim, extent);
  return extent;
};
