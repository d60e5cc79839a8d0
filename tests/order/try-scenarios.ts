import fc from 'fast-check';
import { runScenario } from './run-scenario.ts';
import type { Outcome, Venue } from './run-scenario.ts';
import { largeScenarios, scenarios, smallScenarios } from './scenario.ts';
import type { Scenario } from './scenario.ts';
import type { Violation } from './violation.ts';

export type Tried = {
  readonly histories: number;
  readonly calls: number;
  readonly events: number;
  /** How often each answer was given. */
  readonly answers: Readonly<Record<string, number>>;
  /** What fast-check says of each scenario that failed: made as small as it goes, with the seed that shows it again. */
  readonly failures: readonly string[];
};

export type Trial = {
  readonly seed: number;
  readonly runs: number;
  /** Goes no further after this instant: milliseconds since 1970. */
  readonly until?: number;
};

/** Each fourth seed: so a seed alone says what was run. */
const isLarge = (seed: number): boolean => seed % 4 === 3;

/** What overlapped in the run that failed need not in the next: while a failure is made smaller, each is tried so often. */
const triesWhenShrinking = 5;

/** How long a failure is made smaller. */
const shrinkMsMax = 60_000;

/** Random scenarios of one seed, one after the other, up to the first that fails. */
export const tryScenarios = async (
  venue: Venue,
  { seed, runs, until = Number.POSITIVE_INFINITY }: Trial,
): Promise<Tried> => {
  const outcomes = tally();
  let tries = 1;
  let end = until;
  const holds = async (scenario: Scenario): Promise<void> => {
    for (let count = 0; count < tries && Date.now() < end; count += 1) {
      try {
        const outcome = await runScenario(venue, scenario);
        outcomes.add(outcome);
        if (outcome.violations.length > 0) throw new Error(inWords(outcome.violations));
      } catch (error) {
        if (tries === 1) end = Date.now() + shrinkMsMax;
        tries = triesWhenShrinking;
        throw error;
      }
    }
  };
  const size = isLarge(seed) ? largeScenarios : smallScenarios;
  const details = await fc.check(fc.asyncProperty(scenarios(size), holds), { seed, numRuns: runs });
  const report = await fc.asyncDefaultReportMessage(details);
  const why = details.errorInstance;
  return {
    ...outcomes.sum(),
    failures: report === undefined ? [] : [`${report}\n${why instanceof Error ? why.message : String(why)}`],
  };
};

/** The first few in full: one fault often shows in many ways. */
const inWords = (violations: readonly Violation[]): string =>
  [
    violations.map(({ name }) => name).join(', '),
    ...violations.slice(0, 3).map((violation) => JSON.stringify(violation)),
  ].join('\n');

const tally = () => {
  let [histories, calls, events] = [0, 0, 0];
  const answers: Record<string, number> = {};
  return {
    add: ({ history }: Outcome): void => {
      histories += 1;
      for (const entry of history) {
        if (entry.entry === 'call') calls += 1;
        if (entry.entry === 'final') events += entry.events.length;
        if (entry.entry === 'answer') answers[entry.said.result] = (answers[entry.said.result] ?? 0) + 1;
      }
    },
    sum: () => ({ histories, calls, events, answers }),
  };
};

export const sumOfTried = (all: readonly Tried[]): Tried =>
  all.reduce((sum, one) => ({
    histories: sum.histories + one.histories,
    calls: sum.calls + one.calls,
    events: sum.events + one.events,
    answers: Object.fromEntries(
      [...new Set([...Object.keys(sum.answers), ...Object.keys(one.answers)])].map((result) => [
        result,
        (sum.answers[result] ?? 0) + (one.answers[result] ?? 0),
      ]),
    ),
    failures: [...sum.failures, ...one.failures],
  }));
