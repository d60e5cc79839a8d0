import { reject } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import { placeInBody } from './blame.ts';
import { faultsOf } from './faults.ts';
import { judgeRecord } from './judge-record.ts';
import { nameChanges } from './names.ts';
import { oneWay, withCommandIds } from './pointers.ts';
import type { Payload, Recorded } from './recorded.ts';
import { idsNamed, mustExist, unknownCode, type Reference } from './references.ts';
import { slices, type CommandName, type Entry } from './registry.ts';
import type { Fault, Rejection } from './rejection.ts';
import type { Ask, Context, Fact, PastDate, SliceDecision } from './slice.ts';
import type { Day } from './values/calendar.ts';
import { Citations } from './values/citation.ts';
import { CommandId } from './values/ids.ts';
import { dayWhereFirst, isInstant, type Instant } from './values/instant.ts';
import { Modality } from './values/modality.ts';
import { intervalOf, type PartialDate } from './values/partial-date.ts';
import { text } from './values/text.ts';

/** Characters of `reason`, why we record it. */
export const reasonMax = 500;

/** Commands that need no source: a first source has nothing to cite. */
const withoutSource: ReadonlySet<string> = new Set<CommandName>(['RegisterSource']);

/** What every command may carry beside its own fields. */
const common = {
  modality: Modality.optional().describe('who stands behind it; default stated'),
  reason: text(reasonMax).optional().describe('why we record it'),
  correlationId: CommandId.optional().describe('groups what belongs together'),
  causationId: CommandId.optional().describe('the event or command that led to this one'),
};

const entryOf = (name: string): Entry => {
  const entry = (slices as Readonly<Record<string, Entry>>)[name];
  if (entry === undefined) throw new Error(`no command is called ${name}`);
  return entry;
};

const objectOf = (entry: Entry): z.ZodObject => {
  if (entry.fields instanceof z.ZodObject) return entry.fields;
  throw new Error(`the fields of ${entry.command} are not an object schema`);
};

const buildBody = (entry: Entry): z.ZodObject => {
  const fields = objectOf(entry);
  const shape = fields.shape as Readonly<Record<string, z.ZodType>>;
  const sources = withoutSource.has(entry.command) ? z.array(Citations.element).optional() : Citations;
  return fields.safeExtend({ ...withCommandIds(shape), ...common, sources }).superRefine(
    (body, ctx) => {
      oneWay(shape, body, (field, code, message) => {
        ctx.addIssue({ code: 'custom', path: [field], params: { code }, message });
      });
    },
    { when: () => true },
  );
};

const bodies = new Map<CommandName, z.ZodObject>();

/**
 * The whole body of a command: its own fields, the sources, and what every command may carry. OpenAPI and the
 * command line are made from it.
 */
export const bodySchema = (name: CommandName): z.ZodObject => {
  const known = bodies.get(name) ?? buildBody(entryOf(name));
  bodies.set(name, known);
  return known;
};

export type Parsed =
  { readonly ok: true; readonly command: Ask } | { readonly ok: false; readonly faults: readonly Fault[] };

type Common = {
  readonly sources?: Ask['sources'];
  readonly modality?: Ask['modality'];
  readonly reason?: string;
  readonly correlationId?: string;
  readonly causationId?: string;
};

/** Reads a body once and for all: the command, or every fault of form with a JSON pointer to it. */
export const parseCommand = (name: CommandName, body: unknown): Parsed => {
  const parsed = bodySchema(name).safeParse(body);
  if (!parsed.success) return { ok: false, faults: faultsOf(parsed.error.issues, body) };
  const {
    sources = [],
    modality = 'stated',
    reason,
    correlationId,
    causationId,
    ...data
  } = parsed.data as Common;
  return { ok: true, command: { type: name, data, sources, modality, reason, correlationId, causationId } };
};

/** The stream a resolved command writes to: its own, or that of the event it points at. */
export const streamOf = (command: Ask, targets: Context['targets']): string => {
  const own = entryOf(command.type).stream(command.data);
  const streamId = own ?? targets['targetEventId']?.streamId ?? targets['claimEventId']?.streamId;
  if (streamId === undefined) throw new Error(`${command.type} points at no event and opens no stream`);
  return streamId;
};

/** Everything outside its own stream that must exist, and every cited source, which must stand. */
export const referencesOf = (command: Ask): readonly Reference[] => {
  const entry = entryOf(command.type);
  const cited = command.sources.map(({ sourceId }, index) => ({
    streamId: sourceId,
    pointer: `/sources/${String(index)}/sourceId`,
  }));
  const ids = [...idsNamed(entry.fields, command.data), ...cited];
  const standing = cited.map(({ streamId, pointer }): Reference => ({
    kind: 'sourceStands',
    sourceId: streamId,
    pointer,
  }));
  return [...mustExist(ids, entry.stream(command.data)), ...standing];
};

/** Where in the body a date stands. */
const pointerTo = (data: unknown, date: PartialDate): string => {
  const places = Object.entries(data as object).flatMap(([key, value]): (readonly [string, unknown])[] => [
    [`/${key}`, value],
    ...(key === 'window'
      ? Object.entries(value as object).map(([part, at]) => [`/${key}/${part}`, at] as const)
      : []),
  ]);
  return places.find(([, value]) => value === date)?.[0] ?? '';
};

/** Every date of a command that cannot lie ahead, with its place where the slice says which that is. */
const pastDates = (entry: Entry, data: unknown): readonly (PastDate | { readonly at: PartialDate })[] => {
  const happened = entry.mayLieAhead === true ? null : entry.occurredOn(data);
  return [...(happened === null ? [] : [{ at: happened }]), ...(entry.pastDates?.(data) ?? [])];
};

/** The earliest day it may have been, wherever that day begins first; null: there is no telling. */
const earliestDay = (at: PartialDate | Instant): Day | null =>
  isInstant(at) ? (dayWhereFirst(at) ?? null) : intervalOf(at).earliest;

/** Rule 10: what happened cannot have happened after today, wherever today is latest. */
const inFuture = (entry: Entry, data: unknown, today: string): Rejection | undefined => {
  for (const past of pastDates(entry, data)) {
    const earliest = past.at === undefined ? null : earliestDay(past.at);
    if (earliest === null || earliest <= today) continue;
    const pointer = 'pointer' in past ? past.pointer : pointerTo(data, past.at);
    const detail = `${earliest} is after today (${today} where today is latest): record it when it has happened`;
    return { code: 'OCCURRED_IN_FUTURE', detail, pointer };
  }
  return undefined;
};

const unknownStream = (entry: Entry, data: unknown, history: readonly Recorded[]): Rejection | undefined => {
  const streamId = entry.stream(data);
  const code = streamId === undefined ? undefined : unknownCode(streamId);
  if (entry.opens || streamId === undefined || code === undefined || history.length > 0) return undefined;
  const pointer = idsNamed(entry.fields, data).find((id) => id.streamId === streamId)?.pointer ?? '';
  return { code, detail: `${streamId} was never recorded`, pointer };
};

export type Judged = SliceDecision & {
  readonly occurredOn: PartialDate | null;
  readonly schemaVersion: number;
};

/** The fact as if it were recorded already, to see what the stream would then hold. */
const provisional = (command: Ask, fact: Fact, history: readonly Recorded[], context: Context): Recorded => {
  const version = (history.at(-1)?.version ?? 0) + 1;
  return {
    eventId: 'provisional',
    position: (history.at(-1)?.position ?? 0) + 1,
    streamId: streamOf(command, context.targets),
    version,
    type: fact.type,
    schemaVersion: entryOf(command.type).schemaVersion,
    recordedAt: '',
    commandId: '',
    ...payloadOf(command, fact, entryOf(command.type).occurredOn(fact.data), ''),
  };
};

const judge = (entry: Entry, command: Ask, history: readonly Recorded[], context: Context): SliceDecision => {
  const refused = unknownStream(entry, command.data, history) ?? inFuture(entry, command.data, context.today);
  if (refused !== undefined) return reject(refused);
  const decision = entry.decide(command, entry.fold(history), context);
  const fact = decision.outcome === 'accepted' ? decision.events[0] : undefined;
  if (fact === undefined) return decision;
  const after = [...history, provisional(command, fact, history, context)];
  const second = judgeRecord(fact, { before: history, after, context }, (slice, data) =>
    inFuture(slice, data, context.today),
  );
  if (second !== undefined) return second;
  const { reserves, releases } = nameChanges(history, after);
  const taken = reserves.map((name) => ({ ...name, pointer: placeInBody(fact, name.pointer) }));
  return { outcome: 'accepted', events: [{ ...fact, reserves: taken, releases }] };
};

/**
 * The decision on a resolved command over the history of its stream (lifted, oldest first; empty when there is
 * none): the shared rules, then the slice's own, then whether our record stays valid, then the names it takes.
 */
export const decide = (command: Ask, history: readonly Recorded[], context: Context): Judged => {
  const entry = entryOf(command.type);
  const decision = judge(entry, command, history, context);
  return { ...decision, occurredOn: entry.occurredOn(command.data), schemaVersion: entry.schemaVersion };
};

/** What the log keeps of a fact, in the key order of the HTTP contract. */
export const payloadOf = (
  command: Ask,
  fact: Fact,
  occurredOn: PartialDate | null,
  actor: string,
): Payload => ({
  occurredOn,
  actor,
  correlationId: command.correlationId ?? null,
  causationId: command.causationId ?? null,
  reason: command.reason ?? null,
  sources: command.sources,
  modality: command.modality,
  data: fact.data,
});
