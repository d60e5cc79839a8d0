import type { Conflict } from '@dealtrail/deals/claims/conflicts';
import type { Citation } from '@dealtrail/deals/values/citation';
import type { Modality } from '@dealtrail/deals/values/modality';
import type { ClaimValue } from '../figure-view.ts';

export type ClaimView = {
  readonly claimEventId: string;
  readonly position: number;
  readonly value: ClaimValue;
  readonly modality: Modality;
  readonly sources: readonly Citation[];
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

export type MatrixCell =
  { readonly says: 'claims'; readonly claimEventIds: readonly string[] } | { readonly says: 'silent' };

export type MatrixRow = {
  readonly subject: string;
  readonly path: string;
  readonly cells: Readonly<Record<string, MatrixCell>>;
};

/** Who says what and who says nothing: silence is not a claim. */
export type Matrix = { readonly sources: readonly string[]; readonly rows: readonly MatrixRow[] };

export type ClaimsAnswer = {
  readonly dealId: string;
  readonly paths: readonly PathClaims[];
  readonly conflicts: readonly ConflictView[];
  readonly matrix: Matrix;
  readonly changedAt: number;
};
