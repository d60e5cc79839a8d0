import type { Readings } from '../process/contestant.ts';
import type { Measured, Target } from './section.ts';

export type Verdict = {
  readonly of: string;
  /** Median over the rounds. */
  readonly median: number;
  readonly against?: string;
  readonly againstMedian?: number;
  /** Such as `>= 12x`. */
  readonly wanted: string;
  /** The median of the rounds' ratios (or readings): two runs of one round had the same minute of the machine. */
  readonly reached: number;
  readonly isMet: boolean;
};

/** Of an even number the lower of the middle two. */
export const median = (values: readonly number[]): number => {
  const middle = values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
  if (middle === undefined) throw new Error('no values, no median');
  return middle;
};

export const verdictsOf = ({ targets, rounds }: Measured): readonly Verdict[] =>
  targets.map((target) => verdictOf(target, rounds));

const verdictOf = (target: Target, rounds: readonly Readings[]): Verdict => {
  const { of, against } = target;
  const values = seriesOf(rounds, of);
  const others = against === undefined ? undefined : seriesOf(rounds, against);
  const reached = median(
    others === undefined ? values : values.map((value, at) => value / (others[at] ?? 0)),
  );
  const unit = against === undefined ? '' : 'x';
  return {
    of,
    median: median(values),
    ...(against === undefined || others === undefined ? {} : { against, againstMedian: median(others) }),
    wanted:
      'atLeast' in target ? `>= ${String(target.atLeast)}${unit}` : `<= ${String(target.atMost)}${unit}`,
    reached,
    isMet: 'atLeast' in target ? reached >= target.atLeast : reached <= target.atMost,
  };
};

export const seriesOf = (rounds: readonly Readings[], name: string): readonly number[] =>
  rounds.map((readings) => {
    const value = readings[name];
    if (value === undefined) throw new Error(`a round lacks the reading "${name}"`);
    return value;
  });
