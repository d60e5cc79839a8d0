import type { Instant } from '@dealtrail/deals/values/instant';
import type { PartialDate } from '@dealtrail/deals/values/partial-date';

export type SourceAnswer = {
  readonly sourceId: string;
  readonly publisher: string;
  readonly title: string | null;
  readonly url: string | null;
  readonly publishedAt: Instant | PartialDate;
  readonly tier: string;
  /** Tier it speaks with: that of the root of its repost chain. */
  readonly effectiveTier: string;
  /** False: known only through another source. */
  readonly seen: boolean;
  readonly repostOf: string | null;
  readonly derivedFrom: readonly string[];
  /** Where its repost and derivation chain ends, sorted; itself when it has none. */
  readonly roots: readonly string[];
  readonly sha256: string | null;
  readonly retracted: boolean;
  readonly changedAt: number;
};
