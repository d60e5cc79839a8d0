import type { MeasuredBy } from '@dealtrail/deals/claims/claim';
import type { Conflict } from '@dealtrail/deals/claims/conflict';
import type { Matrix } from '@dealtrail/deals/claims/matrix';
import type { Citation } from '@dealtrail/deals/values/citation';
import type { Modality } from '@dealtrail/deals/values/modality';
import type { ClaimValue } from '../figure-view.ts';

export type ClaimView = {
  readonly claimEventId: string;
  readonly position: number;
  readonly value: ClaimValue;
  readonly modality: Modality;
  readonly sources: readonly Citation[];
  /** Of a share: what it counts, and of what it is the share. */
  readonly measuredBy?: MeasuredBy;
  /** Independent witnesses: root sources, sorted. */
  readonly witnesses: readonly string[];
  readonly standing: 'standing' | 'retracted' | 'correctedAway';
};

export type PathClaims = {
  /** Stream the claims speak of: the deal, one of its financings or one of its parties. */
  readonly subject: string;
  readonly path: string;
  readonly type: string;
  /** The claim that stands by rule 4; null when none does. */
  readonly current: string | null;
  readonly claims: readonly ClaimView[];
  readonly witnesses: readonly string[];
  readonly conflict: ConflictView | null;
};

/** A conflict between claims (language, rule 5), found by policy; nothing in it is merged. */
export type ConflictView = Conflict;

export type ClaimsAnswer = {
  readonly dealId: string;
  readonly paths: readonly PathClaims[];
  readonly conflicts: readonly ConflictView[];
  /** Who says what and who says nothing: silence is not a claim. */
  readonly matrix: Matrix;
  /** The latest position at which anything claimed here changed. */
  readonly changedAt: number;
};
