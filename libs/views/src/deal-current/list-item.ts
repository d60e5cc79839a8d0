import type { MoneyFigure, DateFigure } from '@dealtrail/deals/values/figure';

/** A deal in a list: what tells it from others. The whole of it is the deal's own answer. */
export type DealListItem = {
  readonly dealId: string;
  readonly title: string | null;
  readonly class: string | null;
  readonly stage: string | null;
  readonly parties: readonly {
    readonly partyId: string;
    readonly name: string | null;
    readonly role: string;
  }[];
  /** The claim that stands; null when none does. */
  readonly announcedOn: DateFigure | null;
  readonly totalValue: MoneyFigure | null;
  readonly changedAt: number;
};

export type DealFilters = {
  /** The stage it is in at `effectiveAt`. */
  readonly stage?: string;
  readonly class?: string;
  /** Takes part in any role. */
  readonly party?: string;
  /** Decimals in major units of `currency`, which they need; without it they are not looked at. A deal matches when its total value may lie in between. */
  readonly minValue?: string;
  readonly maxValue?: string;
  readonly currency?: string;
  /** Days, YYYY-MM-DD. A deal matches when it may have been announced in between; one with no bound at all does not. */
  readonly announcedFrom?: string;
  readonly announcedTo?: string;
  /** Changed after this position. */
  readonly changedSince?: number;
};

export const dealSorts = ['changed', 'dealId', 'announcedOn', 'totalValue'] as const;
/** `changed` (default): newest first. `dealId`: by id. `announcedOn`: latest first. `totalValue`: largest amount first. */
export type DealSort = (typeof dealSorts)[number];
export const dealSortDefault: DealSort = 'changed';
