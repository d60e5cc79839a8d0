import { checkHistory } from './check-history.ts';
import type { Entry, FinalLog } from './history.ts';
import type { Task } from './processes/task.ts';
import type { Disturbance, Scenario } from './scenario.ts';
import type { Violation } from './violation.ts';

/** Something that does a task: a process, or this one. */
export type Worker = {
  readonly entries: Promise<readonly Entry[]>;
  /** Readers only: read to the end and be done. */
  readonly stop: () => void;
};

/** Where a scenario takes place. */
export type Venue = {
  readonly newLedgers: (count: number) => Promise<readonly string[]>;
  readonly start: (task: Task, nth: number) => Worker;
  /** Gives the way to end it. */
  readonly disturb: (disturbance: Disturbance, ledgerIds: readonly string[]) => Promise<() => Promise<void>>;
  readonly final: (ledgerId: string, asked: readonly Entry[]) => Promise<FinalLog>;
};

export type Outcome = {
  readonly history: readonly Entry[];
  readonly violations: readonly Violation[];
};

/** Lets it happen on ledgers of its own, until nothing is under way any more, and judges the history. */
export const runScenario = async (venue: Venue, scenario: Scenario): Promise<Outcome> => {
  const ledgerIds = await venue.newLedgers(scenario.ledgers);
  const of = (ledger: number): string => ledgerIds[ledger] ?? '';
  const ends: (() => Promise<void>)[] = [];
  for (const disturbance of scenario.disturbances) ends.push(await venue.disturb(disturbance, ledgerIds));
  const readers = scenario.readers.map(({ ledger, ...task }, nth) =>
    venue.start({ do: 'read', reader: `reader-${String(nth)}`, ledgerId: of(ledger), ...task }, nth + 1),
  );
  const writers = scenario.writers.map((steps, nth) => {
    const own = steps.map(({ ledger, ...step }) => ({ ...step, ledgerId: of(ledger) }));
    return venue.start({ do: 'write', writer: `writer-${String(nth)}`, steps: own }, nth);
  });
  // Whatever fails, nothing is left under way.
  const written = await Promise.allSettled(writers.map(({ entries }) => entries));
  for (const { stop } of readers) stop();
  const read = await Promise.allSettled(readers.map(({ entries }) => entries));
  for (const end of ends) await end();
  const entries = [...written, ...read].flatMap(valueOf);
  const finals = await Promise.all(ledgerIds.map((ledgerId) => venue.final(ledgerId, entries)));
  const history = [...entries, ...finals];
  return { history, violations: checkHistory(history) };
};

const valueOf = <Value>(settled: PromiseSettledResult<Value>): Value => {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
};
