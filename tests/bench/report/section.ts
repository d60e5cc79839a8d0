import type { Readings } from '../process/contestant.ts';

/** `of` against `against`, in the readings of the same round; without `against` the reading itself. */
export type Target = {
  readonly of: string;
  readonly against?: string;
} & ({ readonly atLeast: number } | { readonly atMost: number });

/** One run of one contestant: its readings, under names of their own in the section. */
export type Run = (seconds: number) => Promise<Readings>;

/** What is measured together: in each round each run once, one after the other. */
export type Section = {
  readonly title: string;
  readonly runs: readonly Run[];
  readonly targets: readonly Target[];
};

export type Pace = {
  readonly rounds: number;
  readonly seconds: number;
};

export type Measured = {
  readonly title: string;
  readonly targets: readonly Target[];
  /** One for each round. */
  readonly rounds: readonly Readings[];
};

/** Before the rounds that count: caches fill, statements are planned, code is compiled. */
const warmUpSeconds = 1;

export const measure = async (section: Section, pace: Pace): Promise<Measured> => {
  for (const run of section.runs) await run(Math.min(warmUpSeconds, pace.seconds));
  const rounds: Readings[] = [];
  for (let round = 0; round < pace.rounds; round += 1) {
    let readings: Readings = {};
    for (const run of section.runs) readings = { ...readings, ...(await run(pace.seconds)) };
    rounds.push(readings);
  }
  return { title: section.title, targets: section.targets, rounds };
};
