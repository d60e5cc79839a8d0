import type { Answer, Call, Entry, FinalLog, Page, Said, SeenEvent, Told } from './history.ts';
import type { Violation } from './violation.ts';

/** A good history taken apart, and the ways to put a damaged one together. All give entries anew and change none. */
export type Garden = {
  readonly entries: readonly Entry[];
  readonly final: FinalLog;
  readonly calls: readonly Call[];
  readonly answers: readonly Answer[];
  readonly pages: readonly Page[];
  /** An item by the roll of the property; undefined where there is none. */
  readonly pick: <Item>(items: readonly Item[]) => Item | undefined;
  readonly callOf: (answer: Answer) => Call;
  /** Answered calls that were told where they stand in the log. */
  readonly told: readonly (readonly [Call, Answer, Told])[];
};

/** Undefined: the history has no place for it. */
export type Fault = (garden: Garden) => readonly Entry[] | undefined;

/** By the violation that the checker must name, each with a title of its own. */
export type Faults = Readonly<Partial<Record<Violation['name'], Readonly<Record<string, Fault>>>>>;

/** Of the history's first ledger. */
export const gardenOf = (entries: readonly Entry[], roll: number): Garden | undefined => {
  const final = entries.find((entry) => entry.entry === 'final');
  if (final === undefined) return undefined;
  const calls = entries
    .filter((entry) => entry.entry === 'call')
    .filter(({ ledgerId }) => ledgerId === final.ledgerId);
  const byName = new Map(calls.map((call) => [call.call, call]));
  const answers = entries.filter((entry) => entry.entry === 'answer').filter(({ call }) => byName.has(call));
  const callOf = ({ call }: Answer): Call => byName.get(call) as Call;
  return {
    entries,
    final,
    calls,
    answers,
    pages: entries
      .filter((entry) => entry.entry === 'page')
      .filter(({ ledgerId }) => ledgerId === final.ledgerId),
    pick: (items) => items[roll % Math.max(1, items.length)],
    callOf,
    told: answers.flatMap((answer) => {
      const { said } = answer;
      const isTold = said.result === 'replayed' || (said.result === 'appended' && !callOf(answer).isDryRun);
      return isTold ? [[callOf(answer), answer, said.told] as const] : [];
    }),
  };
};

export const replaced = (entries: readonly Entry[], one: Entry | undefined, ...by: readonly Entry[]) =>
  one === undefined ? undefined : entries.flatMap((entry) => (entry === one ? by : [entry]));

export const without = (entries: readonly Entry[], one: Entry | undefined) => replaced(entries, one);

export const withFinal = ({ entries, final }: Garden, changes: Partial<FinalLog>) =>
  replaced(entries, final, { ...final, ...changes });

/** The log with these events, its head moved along. */
export const withEvents = (garden: Garden, events: readonly SeenEvent[], changes: Partial<FinalLog> = {}) => {
  const last = events.at(-1);
  const head = { position: last?.position ?? 0, recordedAt: last?.recordedAt ?? null };
  return withFinal(garden, { events, head, ...changes });
};

/** The log with one more event, and the row of its command. */
export const withMore = (
  garden: Garden,
  { commandId, streamId, eventId, fingerprint }: Omit<Call, 'eventId'> & { eventId: string },
) => {
  const { events, commands } = garden.final;
  const position = events.length + 1;
  const version = events.filter((event) => event.streamId === streamId).length + 1;
  const event = {
    position,
    eventId,
    streamId,
    version,
    recordedAt: '2026-01-02T00:00:00.000000Z',
    commandId,
  };
  const row = { commandId, fingerprint, position, changed: true };
  return withEvents(garden, [...events, event], { commands: [...commands, row] });
};

export const withEvent = (garden: Garden, event: SeenEvent | undefined, changes: Partial<SeenEvent>) =>
  event === undefined
    ? undefined
    : withFinal(garden, {
        events: garden.final.events.map((one) => (one === event ? { ...one, ...changes } : one)),
      });

export const withTold = ({ entries }: Garden, answer: Answer | undefined, changes: Partial<Told>) => {
  const said = answer?.said;
  if (answer === undefined || said === undefined || !('told' in said)) return undefined;
  const changed: Said = { ...said, told: { ...said.told, ...changes } };
  return replaced(entries, answer, { ...answer, said: changed });
};

/** A call that nobody made, after everything else. */
export const lateCall = ({ final, entries }: Garden, changes: Partial<Call>): Call => {
  const ends = entries.map((entry) => ('endedAtUs' in entry ? entry.endedAtUs : 0));
  return {
    entry: 'call',
    ...{ call: 'late', writer: 'writer', ledgerId: final.ledgerId, streamId: 'stream-0', commandId: 'late' },
    ...{ fingerprint: '00', expectedVersion: 'any', eventId: 'event-late', batch: null },
    isDryRun: false,
    ...{ requires: [], reserves: [], releases: [] },
    startedAtUs: Math.max(...ends) + 1_000,
    ...changes,
  };
};

export const answerTo = ({ call, startedAtUs }: Call, said: Said): Answer => ({
  entry: 'answer',
  call,
  endedAtUs: startedAtUs + 10,
  said,
});

/** Two positions change places everywhere: in the log, in what callers were told, and in what readers saw. */
export const swappedEverywhere = (garden: Garden, one: SeenEvent, other: SeenEvent): readonly Entry[] => {
  const places = new Map([
    [one.position, { position: other.position, recordedAt: other.recordedAt }],
    [other.position, { position: one.position, recordedAt: one.recordedAt }],
  ]);
  const moved = <Item extends { readonly position: number }>(item: Item): Item => ({
    ...item,
    ...places.get(item.position),
  });
  const inOrder = (events: readonly SeenEvent[]) =>
    events.map(moved).toSorted((a, b) => a.position - b.position);
  const { final, entries } = garden;
  return entries.flatMap((entry): readonly Entry[] => {
    if (entry === final) {
      const commands = final.commands.map((row) => ({
        ...row,
        position: places.get(row.position)?.position ?? row.position,
      }));
      return [{ ...final, events: inOrder(final.events), commands }];
    }
    if (entry.entry === 'page' && entry.ledgerId === final.ledgerId) return [];
    if (entry.entry !== 'answer' || !('told' in entry.said) || !garden.answers.includes(entry))
      return [entry];
    return [{ ...entry, said: { ...entry.said, told: moved(entry.said.told) } }];
  });
};
