import type { MoneyFigure, RateFigure } from '@dealtrail/deals/values/figure';
import type { Citation } from '@dealtrail/deals/values/citation';
import type { Modality } from '@dealtrail/deals/values/modality';
import type { Money } from '@dealtrail/deals/values/money';
import type { PartialDate } from '@dealtrail/deals/values/partial-date';
import type { FigureView } from '../figure-view.ts';

export type StageView = {
  readonly stage: string;
  readonly on: PartialDate;
  readonly eventId: string;
  readonly position: number;
};

export type RoleView = {
  readonly partyId: string;
  /** As at `effectiveAt`; null when the party was never registered. */
  readonly name: string | null;
  readonly role: string;
  readonly sources: readonly Citation[];
};

export type PaymentView = {
  readonly eventId: string;
  readonly position: number;
  readonly amount: Money;
  readonly receivedOn: PartialDate;
  readonly sources: readonly Citation[];
};

export type PrepaymentView = {
  readonly prepaymentId: string;
  readonly eventId: string;
  readonly share?: RateFigure;
  readonly amount?: MoneyFigure;
  readonly of: string;
  readonly creditFrom?: PartialDate;
  readonly sources: readonly Citation[];
  readonly modality: Modality;
  readonly received: readonly PaymentView[];
};

export type FinancingBrief = {
  readonly financingId: string;
  readonly stage: string | null;
  readonly amount: FigureView | null;
};

export type RelationView = {
  readonly otherDealId: string;
  readonly kind: string;
  /** `from`: recorded on this deal; `to`: recorded on the other deal about this one. */
  readonly direction: 'from' | 'to';
  readonly eventId: string;
  readonly sources: readonly Citation[];
};

export type AssessmentView = {
  readonly eventId: string;
  readonly position: number;
  readonly kind: string;
  readonly category: string | null;
  readonly summary: string;
  readonly partyIds: readonly string[];
  readonly sourceId: string | null;
  readonly saidBy: string | null;
  readonly assessedOn: PartialDate | null;
  readonly modality: Modality;
  readonly sources: readonly Citation[];
};

export type DealCurrentAnswer = {
  readonly dealId: string;
  readonly title: string | null;
  readonly class: string | null;
  /** The latest stage reached by `effectiveAt`; null before the first. */
  readonly stage: string | null;
  readonly stages: readonly StageView[];
  readonly parties: readonly RoleView[];
  /** By full term path (`deal.totalValue`), in order of path. */
  readonly terms: Readonly<Record<string, FigureView>>;
  readonly prepayments: readonly PrepaymentView[];
  readonly financings: readonly FinancingBrief[];
  readonly related: readonly RelationView[];
  readonly assessments: readonly AssessmentView[];
  /** Of the deal, its financings and its parties: as many as the claims answer lists with state `open`. */
  readonly openConflicts: number;
  /** Position of the last event in the deal's own stream. */
  readonly changedAt: number;
};
