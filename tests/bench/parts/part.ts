import type { Measured, Pace } from '../report/section.ts';
import type { Stage } from '../stage.ts';

export type Wish = Pace & {
  /** The largest number of events of `growth`. */
  readonly eventsMax: number;
};

export type Part = {
  readonly name: string;
  /** One line for --help. */
  readonly about: string;
  /** Left out of a run of everything, unless --all. */
  readonly isLong?: boolean;
  /** Sets up and measures, section by section; the stage is cleared after the last. */
  readonly measure: (stage: Stage, wish: Wish) => AsyncIterable<Measured>;
};
