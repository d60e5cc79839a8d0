import type { RateFigure } from '@dealtrail/deals/values/figure';
import type { Citation } from '@dealtrail/deals/values/citation';
import type { Listing } from '@dealtrail/deals/values/listing';
import type { Modality } from '@dealtrail/deals/values/modality';
import type { PartialDate } from '@dealtrail/deals/values/partial-date';
import type { Window } from '@dealtrail/deals/values/window';
import type { ConflictView } from '../claims/answer.ts';

export type MoveView = {
  readonly eventId: string;
  readonly position: number;
  /** Stream it was recorded against: a deal, a financing or the party itself. */
  readonly streamId: string;
  readonly partyId: string;
  /** Null when only prices are given. */
  readonly change: RateFigure | null;
  readonly asStated: string | null;
  readonly window: Window;
  readonly attributedTo: string | null;
  readonly sources: readonly Citation[];
  readonly modality: Modality;
};

/** Moves that speak of the same thing. A move whose session, measure or date is unspecified stands alone. */
export type MoveGroup = {
  readonly listing: Listing;
  readonly tradingDate: PartialDate;
  readonly session: string;
  readonly measure: string;
  readonly moves: readonly MoveView[];
};

export type StockReactionsAnswer = {
  readonly dealId: string;
  readonly groups: readonly MoveGroup[];
  readonly conflicts: readonly ConflictView[];
  readonly changedAt: number;
};
