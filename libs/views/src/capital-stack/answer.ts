import type { Derived } from '@dealtrail/deals/derived/derived-figure';
import type { AnyFigure } from '@dealtrail/deals/values/figure';
import type { Citation } from '@dealtrail/deals/values/citation';
import type { Because } from '../figure-view.ts';

/** A figure nobody stated: exact by its formula, rounded only in `result` (language, rule 9). */
export type DerivedView = Derived;

export type LayerAmount =
  | { readonly kind: 'stated'; readonly figure: AnyFigure }
  | { readonly kind: 'derived'; readonly derived: DerivedView }
  /** Somebody says that the amount is not disclosed, in these words. */
  | { readonly kind: 'undisclosed'; readonly figure: AnyFigure }
  /** Nobody says an amount (rule 6: that is not the same). `figure`: what is said instead, a share; null: nothing. */
  | { readonly kind: 'unknown'; readonly figure: AnyFigure | null };

export type LayerKind = 'debt' | 'prepayment' | 'equity';

export type LayerView = {
  readonly kind: LayerKind;
  readonly label: string;
  readonly financingId?: string;
  readonly prepaymentId?: string;
  readonly amount: LayerAmount;
  /** What the amount is, for example `principal` or `shareOfTotalValue`. */
  readonly basis: string;
  readonly sources: readonly Citation[];
  readonly because: Because | null;
};

/** A claimed coverage, with what it says it is made of; two of them are two claims, never one average. */
export type CoverageView = {
  readonly subject: string;
  readonly path: string;
  readonly value: AnyFigure;
  readonly numerator: readonly string[];
  readonly denominator: string | null;
  readonly sources: readonly Citation[];
  readonly claimEventId: string;
};

/** Backstops and guarantees: shown beside the stack, never summed into it (language, rule 7). */
export type ContingentView = {
  readonly path: string;
  readonly value: AnyFigure;
  readonly claimEventId: string;
  readonly sources: readonly Citation[];
};

export type CapitalStackAnswer = {
  readonly dealId: string;
  readonly layers: readonly LayerView[];
  readonly coverage: readonly CoverageView[];
  readonly derived: readonly DerivedView[];
  readonly contingent: readonly ContingentView[];
  /** The latest position at which anything that the stack is made of changed. */
  readonly changedAt: number;
};
