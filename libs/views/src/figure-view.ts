import type { Claim } from '@dealtrail/deals/claims/claim';
import type { Citation } from '@dealtrail/deals/values/citation';
import type { Modality } from '@dealtrail/deals/values/modality';

/** What a claim holds: a figure of its path's type; a word, such as a class or a stage, is an exact text. */
export type ClaimValue = Claim['value'];

/** One step of the ranking rule (language, rule 4): how many claims were left after it, and which it dropped. */
export type StepView = {
  readonly step: string;
  readonly kept: number;
  readonly dropped: readonly string[];
  readonly detail: string;
};

export type Because = {
  readonly claimEventId: string;
  readonly sources: readonly Citation[];
  /** Independent witnesses: roots of the sources of this claim and of every standing one that says the same, sorted. */
  readonly witnesses: readonly string[];
  /** The step of rule 4 that decided: `only` where nothing rivals the claim. */
  readonly step: string;
  readonly steps: readonly StepView[];
  /** Opinion, forecast or inference: it stands only because nothing firmer does. */
  readonly marked?: Modality;
};

export type RivalView = {
  readonly claimEventId: string;
  readonly value: ClaimValue;
  readonly sources: readonly Citation[];
  readonly modality: Modality;
  /** The step of rule 4 at which it lost. */
  readonly lostAt: string;
  readonly why: string;
};

/** The current value of a path, with the reason and everything it prevailed over. Never an average. */
export type FigureView = {
  readonly path: string;
  readonly value: ClaimValue;
  readonly because: Because;
  readonly rivals: readonly RivalView[];
  /** Claims from before a change of the world, or of one that is still to come: no rivals. */
  readonly explained: readonly RivalView[];
};
