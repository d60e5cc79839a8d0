import type { AnyFigure, MoneyFigure, RateFigure } from '@dealtrail/deals/values/figure';
import type { Citation } from '@dealtrail/deals/values/citation';
import type { Because, ClaimValue } from '../figure-view.ts';

export type DerivedInput = {
  readonly path: string;
  readonly claimEventId: string;
  readonly value: ClaimValue;
};

export type DerivedResult =
  | { readonly amount: string; readonly currency: string }
  | { readonly bps: string }
  | { readonly count: string; readonly unit: string };

/** A figure nobody stated: exact by its formula, rounded only in `result` (language, rule 9). */
export type DerivedView = {
  readonly name: string;
  readonly formula: string;
  readonly inputs: readonly DerivedInput[];
  readonly assumptions: readonly string[];
  readonly result: DerivedResult;
  /** Exact rational `n/d`. */
  readonly exact: string;
};

export type LayerAmount =
  | { readonly kind: 'stated'; readonly figure: MoneyFigure }
  | { readonly kind: 'derived'; readonly derived: DerivedView }
  | { readonly kind: 'undisclosed'; readonly figure: RateFigure | MoneyFigure | null };

export type LayerView = {
  readonly kind: 'debt' | 'prepayment' | 'equity';
  readonly label: string;
  readonly financingId?: string;
  readonly prepaymentId?: string;
  readonly amount: LayerAmount;
  /** What the amount is an amount of, for example `principal`, `share of total value`. */
  readonly basis: string;
  readonly sources: readonly Citation[];
  readonly because: Because | null;
};

/** A claimed coverage, with what it says it is made of; two of them are two claims, never one average. */
export type CoverageView = {
  readonly subject: string;
  readonly value: AnyFigure;
  readonly numerator: readonly string[];
  readonly denominator: string | null;
  readonly sources: readonly Citation[];
  readonly claimEventId: string;
};

/** Backstops and guarantees: shown beside the stack, never summed into it (language, rule 7). */
export type ContingentView = {
  readonly path: string;
  readonly value: ClaimValue;
  readonly claimEventId: string;
  readonly sources: readonly Citation[];
};

export type CapitalStackAnswer = {
  readonly dealId: string;
  readonly layers: readonly LayerView[];
  readonly coverage: readonly CoverageView[];
  readonly derived: readonly DerivedView[];
  readonly contingent: readonly ContingentView[];
  readonly changedAt: number;
};
