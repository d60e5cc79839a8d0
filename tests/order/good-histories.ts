import fc from 'fast-check';
import { GoodLog } from './good-log.ts';
import type { Call, Entry, Name, Page, Requirement, Said } from './history.ts';

/** One thing that happens to a ledger: a call, a batch of calls, or a reader's page. */
type Deed = Asked | { readonly deed: 'batch'; readonly calls: readonly Asked[] } | Paged;

type Asked = {
  readonly deed: 'call';
  readonly stream: number;
  /** One of the commands that were asked before; null: a new one. */
  readonly again: number | null;
  readonly otherRequest: boolean;
  /** What is added to the stream's version. */
  readonly expected: number | 'any';
  readonly isQuiet: boolean;
  /** Unless it is of a batch. */
  readonly isDryRun: boolean;
  readonly requires: readonly Requirement[];
  readonly reserves: readonly Name[];
  readonly releases: readonly Name[];
  readonly end: 'heard' | 'unheard' | 'lost' | 'turnedAway';
  readonly beforeUs: number;
  readonly afterUs: number;
};

type Paged = {
  readonly deed: 'page';
  readonly reader: number;
  /** Where a reader begins, as a share of the log. */
  readonly from: number;
  readonly limit: number;
  readonly beforeUs: number;
  readonly afterUs: number;
};

const aroundUs = fc.integer({ min: 1, max: 5_000 });
const streamName = (stream: number): string => `stream-${String(stream)}`;
const stream = fc.nat(3);
const name: fc.Arbitrary<Name> = fc.nat(3).map((key) => ({ scope: 'name', key: String(key) }));
const requirement: fc.Arbitrary<Requirement> = fc.oneof(
  stream.map((of) => ({ kind: 'streamExists', streamId: streamName(of) }) as const),
  fc
    .tuple(stream, fc.nat(3))
    .map(([of, version]) => ({ kind: 'streamAt', streamId: streamName(of), version }) as const),
  name.map((of) => ({ kind: 'free', ...of }) as const),
);
const seldom = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(value, { minLength: 1, maxLength: 2 }) },
  );

const asked: fc.Arbitrary<Asked> = fc.record({
  deed: fc.constant('call'),
  stream,
  again: fc.option(fc.nat(12), { freq: 2 }),
  otherRequest: fc.boolean(),
  expected: fc.oneof(
    { weight: 5, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.constant('any' as const) },
    { weight: 1, arbitrary: fc.integer({ min: -1, max: 1 }) },
  ),
  isQuiet: fc.nat(6).map((roll) => roll === 6),
  isDryRun: fc.nat(6).map((roll) => roll === 6),
  requires: seldom(requirement),
  reserves: seldom(name),
  releases: seldom(name),
  end: fc.oneof(
    { weight: 6, arbitrary: fc.constant('heard' as const) },
    { weight: 3, arbitrary: fc.constantFrom('unheard' as const, 'lost' as const, 'turnedAway' as const) },
  ),
  beforeUs: aroundUs,
  afterUs: aroundUs,
});
const paged: fc.Arbitrary<Paged> = fc.record({
  deed: fc.constant('page'),
  reader: fc.nat(2),
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  limit: fc.integer({ min: 1, max: 8 }),
  beforeUs: aroundUs,
  afterUs: aroundUs,
});
/** Half of them are plain, or hardly a batch would be taken. */
const batch = fc
  .tuple(fc.boolean(), fc.array(asked, { minLength: 2, maxLength: 4 }))
  .map(([isPlain, calls]) => ({
    deed: 'batch' as const,
    calls: isPlain
      ? calls.map((call) => ({ ...call, again: null, expected: 'any' as const, requires: [], reserves: [] }))
      : calls,
  }));
const deeds = fc.array(
  fc.oneof({ weight: 6, arbitrary: asked }, { weight: 1, arbitrary: batch }, { weight: 2, arbitrary: paged }),
  { minLength: 1, maxLength: 60, size: 'medium' },
);

/** Histories of one or two ledgers as a log that keeps its word leaves them. */
export const goodHistory: fc.Arbitrary<readonly Entry[]> = fc
  .array(deeds, { minLength: 1, maxLength: 2 })
  .map((ledgers) => ledgers.flatMap((each, index) => played(`ledger-${String(index)}`, each)));

/** How far apart two commits are: so calls overlap with some five before and after. */
const stepUs = 1_000;

const played = (ledgerId: string, all: readonly Deed[]): readonly Entry[] => {
  const log = new GoodLog(ledgerId);
  const commands: string[] = [];
  const ends = new Map<number, number>();
  const entries = all.flatMap((deed, index): readonly Entry[] => {
    const atUs = (index + 10) * stepUs;
    if (deed.deed === 'page') return [pageOf(deed, log, ledgerId, ends, atUs)];
    const callOf = (of: Asked, nth: number, batch: string | null): Call =>
      calling(of, log, commands, {
        ledgerId,
        call: `${ledgerId}-${String(index)}-${String(nth)}`,
        batch,
        atUs,
      });
    if (deed.deed === 'batch')
      return batchOf(
        deed.calls.map((of, nth) => callOf(of, nth, `batch-${String(index)}`)),
        log,
        atUs,
      );
    return aloneOf(deed, callOf(deed, 0, null), log, atUs);
  });
  return [...entries, log.final()];
};

const calling = (
  of: Asked,
  log: GoodLog,
  commands: string[],
  { ledgerId, call, batch, atUs }: { ledgerId: string; call: string; batch: string | null; atUs: number },
): Call => {
  const streamId = streamName(of.stream);
  const version = log.versionOf(streamId);
  const isQuiet = of.isQuiet && version > 0;
  const before = of.again === null ? undefined : commands[of.again];
  const commandId = before ?? `${ledgerId}-command-${String(commands.length)}`;
  if (before === undefined) commands.push(commandId);
  return {
    entry: 'call',
    ...{ call, writer: 'writer', ledgerId, streamId, commandId, batch },
    isDryRun: of.isDryRun && batch === null,
    fingerprint: before !== undefined && of.otherRequest ? '01' : '00',
    // A command that changes nothing was decided on a stream that is there.
    expectedVersion: of.expected === 'any' ? 'any' : Math.max(isQuiet ? 1 : 0, version + of.expected),
    eventId: isQuiet ? null : `event-${call}`,
    requires: of.requires,
    reserves: isQuiet ? [] : of.reserves,
    releases: isQuiet ? [] : of.releases.filter(({ key }) => !of.reserves.some((one) => one.key === key)),
    startedAtUs: atUs - (batch === null ? of.beforeUs : 1),
  };
};

const aloneOf = ({ end, afterUs }: Asked, call: Call, log: GoodLog, atUs: number): readonly Entry[] => {
  const answer = (said: Said): readonly Entry[] => [
    call,
    { entry: 'answer', call: call.call, endedAtUs: atUs + afterUs, said },
  ];
  switch (end) {
    case 'heard':
      return answer(log.append(call));
    case 'unheard':
      log.append(call);
      return afterUs % 2 === 0 ? [call] : answer({ result: 'unknown', error: 'timed out' });
    case 'lost':
      return answer({ result: 'unknown', error: 'connection lost' });
    case 'turnedAway':
      return answer({ result: 'turnedAway', error: 'queue full' });
  }
};

const batchOf = (calls: readonly Call[], log: GoodLog, atUs: number): readonly Entry[] => {
  const said = log.appendTogether(calls);
  return calls.flatMap((call, index): readonly Entry[] => [
    call,
    {
      entry: 'answer',
      call: call.call,
      endedAtUs: atUs + 1,
      said: said?.[index] ?? { result: 'notTogether' },
    },
  ]);
};

const pageOf = (
  { reader, from, limit, beforeUs, afterUs }: Paged,
  log: GoodLog,
  ledgerId: string,
  ends: Map<number, number>,
  atUs: number,
): Page => {
  const after = ends.get(reader) ?? Math.floor(from * log.events.length);
  const events = log.events.slice(after, after + limit);
  ends.set(reader, after + events.length);
  return {
    entry: 'page',
    ...{ reader: `${ledgerId}-reader-${String(reader)}`, ledgerId, after, limit, events },
    startedAtUs: atUs - beforeUs,
    endedAtUs: atUs + afterUs,
  };
};
