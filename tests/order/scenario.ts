import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Name, Requirement } from './history.ts';
import type { Ask, ReaderTask, Step } from './processes/task.ts';

/** What goes on while writers write. Each is over when they have finished. */
export type Disturbance =
  /** A transaction of this database that reads one snapshot all along. */
  | { readonly kind: 'longSnapshot' }
  /** Transactions with a number of their own that hold row locks on another table, here and in another database. */
  | { readonly kind: 'openWriteHere' | 'openWriteElsewhere' }
  /** Somebody locks a ledger's head row and lets it go a little later. */
  | { readonly kind: 'headLocked'; readonly ledger: number; readonly afterMs: number; readonly ms: number };

/** Ledgers are numbers here: every run takes new ones. */
export type Scenario = {
  readonly ledgers: number;
  readonly writers: readonly (readonly (Omit<Step, 'ledgerId'> & { readonly ledger: number })[])[];
  readonly readers: readonly (Pick<ReaderTask, 'from' | 'limit' | 'wakes'> & { readonly ledger: number })[];
  readonly disturbances: readonly Disturbance[];
};

/** How much happens in one scenario, at most. */
export type ScenarioSize = {
  readonly writersMax: number;
  readonly stepsMax: number;
  readonly asksMax: number;
  readonly slowMsMax: number;
};

export const smallScenarios: ScenarioSize = { writersMax: 6, stepsMax: 4, asksMax: 6, slowMsMax: 8 };
export const largeScenarios: ScenarioSize = { writersMax: 12, stepsMax: 12, asksMax: 24, slowMsMax: 40 };

const ledgersMax = 3;
const streamName = (stream: number): string => `stream-${String(stream)}`;
/** Few streams meet all the time, many hardly ever: both by the same number, as small ones are more frequent. */
const stream = fc
  .oneof({ weight: 3, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(1_000) })
  .map(streamName);
const name: fc.Arbitrary<Name> = fc.nat(3).map((key) => ({ scope: 'name', key: String(key) }));
const requirement: fc.Arbitrary<Requirement> = fc.oneof(
  stream.map((streamId) => ({ kind: 'streamExists', streamId }) as const),
  fc
    .tuple(stream, fc.nat(3))
    .map(([streamId, version]) => ({ kind: 'streamAt', streamId, version }) as const),
  name.map((of) => ({ kind: 'free', ...of }) as const),
);
const mostly = <Value>(usual: Value, other: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
const few = <Value>(value: fc.Arbitrary<Value>) =>
  mostly<Value[]>([], fc.array(value, { minLength: 1, maxLength: 2 }));

/** Most are new, some are asked again and again, now and then as another request. */
const command = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: fc.nat(1_000_000) }, { weight: 1, arbitrary: fc.nat(5) }),
    mostly(0, fc.nat(1)),
  )
  .map(([number, request]) => ({
    commandId: `command-${String(number)}`,
    fingerprint: createHash('sha256')
      .update(`${String(number)} ${String(request)}`)
      .digest('hex'),
  }));

const ask = (size: ScenarioSize): fc.Arbitrary<Ask> =>
  fc
    .record({
      command,
      streamId: stream,
      expected: fc.oneof<fc.Arbitrary<Ask['expected']>[]>(
        fc.constant('current'),
        fc.constant('any'),
        fc.nat(4),
      ),
      isQuiet: mostly(false, fc.constant(true)),
      slowMs: mostly(0, fc.integer({ min: 1, max: size.slowMsMax })),
      requires: few(requirement),
      reserves: few(name),
      releases: few(name),
      patienceMs: mostly<number | null>(null, fc.nat(4)),
      isSentAgainAsIs: fc.boolean(),
      isDryRun: mostly(false, fc.constant(true)),
    })
    .map(({ command: of, releases, ...rest }) => ({
      ...of,
      ...rest,
      // The log takes no append that takes and gives the same name.
      releases: releases.filter(({ key }) => !rest.reserves.some((one) => one.key === key)),
    }));

const ledger = mostly(0, fc.nat(ledgersMax - 1));

const step = (size: ScenarioSize) =>
  fc.record({
    ledger,
    pauseMs: mostly(0, fc.nat(3)),
    isBatch: mostly(false, fc.constant(true)),
    isNarrow: mostly(false, fc.constant(true)),
    asks: fc.array(ask(size), { minLength: 1, maxLength: size.asksMax, size: 'max' }),
  });

const reader = fc.record({
  ledger,
  from: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
  limit: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 500 })),
  wakes: fc.constantFrom('whenNotified' as const, 'toPoll' as const),
});

const disturbance: fc.Arbitrary<Disturbance> = fc.oneof(
  fc.constantFrom(
    { kind: 'longSnapshot' } as const,
    { kind: 'openWriteHere' } as const,
    { kind: 'openWriteElsewhere' } as const,
  ),
  fc.record({ kind: fc.constant('headLocked' as const), ledger, afterMs: fc.nat(5), ms: fc.nat(10) }),
);

export const scenarios = (size: ScenarioSize): fc.Arbitrary<Scenario> =>
  fc.record({
    ledgers: fc.constant(ledgersMax),
    writers: fc.array(fc.array(step(size), { minLength: 1, maxLength: size.stepsMax, size: 'max' }), {
      minLength: 1,
      maxLength: size.writersMax,
      size: 'max',
    }),
    readers: fc.array(reader, { maxLength: 3, size: 'max' }),
    disturbances: fc.array(disturbance, { maxLength: 2, size: 'max' }),
  });
