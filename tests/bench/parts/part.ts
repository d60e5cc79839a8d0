import type { Pace, Section } from '../report/section.ts';
import type { Stage } from '../stage.ts';

export type Part = {
  readonly name: string;
  /** One line for --help. */
  readonly about: string;
  /** Left out of a run of everything, unless --all. */
  readonly isLong?: boolean;
  /** Sets up and yields what is to be measured, section by section; the stage is cleared after the last. */
  readonly sections: (stage: Stage, pace: Pace) => AsyncIterable<Section>;
};
