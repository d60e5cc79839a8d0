import type { MoneyFigure } from '@dealtrail/deals/values/figure';
import type { Citation } from '@dealtrail/deals/values/citation';
import type { Modality } from '@dealtrail/deals/values/modality';
import type { PartialDate } from '@dealtrail/deals/values/partial-date';
import type { Rating } from '@dealtrail/deals/values/rating';
import type { AssessmentView, RoleView, StageView } from '../deal-current/answer.ts';
import type { FigureView } from '../figure-view.ts';

export type RatingView = {
  readonly eventId: string;
  readonly position: number;
  readonly rating: Rating;
  /** 1 (best) to 22 (default) on the agency's scale; null for an agency that nobody named. */
  readonly notch: number | null;
  readonly ratedOn: PartialDate;
  readonly sources: readonly Citation[];
  readonly modality: Modality;
};

export type TrancheView = {
  readonly trancheId: string;
  readonly instrument: string;
  readonly commitment: MoneyFigure | null;
  readonly eventId: string;
};

export type MoneyLine = {
  readonly kind: string;
  readonly amount: MoneyFigure;
  readonly eventId: string;
  readonly sources: readonly Citation[];
};

export type FinancingAnswer = {
  readonly financingId: string;
  readonly borrower: { readonly partyId: string; readonly name: string | null } | null;
  readonly parties: readonly RoleView[];
  /** Deals it funds, sorted. */
  readonly funds: readonly string[];
  readonly stage: string | null;
  readonly stages: readonly StageView[];
  readonly terms: Readonly<Record<string, FigureView>>;
  readonly tranches: readonly TrancheView[];
  readonly sourcesOfFunds: readonly MoneyLine[];
  readonly usesOfFunds: readonly MoneyLine[];
  readonly ratings: readonly RatingView[];
  readonly assessments: readonly AssessmentView[];
  readonly openConflicts: number;
  readonly changedAt: number;
};
