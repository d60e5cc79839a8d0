import type { Rejection } from './rejection.ts';
import type { News } from './same-news.ts';
import { intervalOf } from './values/partial-date.ts';
import type { DateInterval, PartialDate } from './values/partial-date.ts';

/**
 * The stages of one kind of thing (rule 1). `notBefore` names, for each stage, the stages it can never come before,
 * transitively closed: an order of date intervals is then possible exactly when no pair proves it impossible.
 */
export type Lifecycle<Name extends string> = {
  /** "deal" or "financing", for sentences. */
  readonly noun: string;
  readonly endedCode: 'DEAL_ENDED' | 'FINANCING_ENDED';
  /** In order of progress: the furthest stage recorded is the current one. */
  readonly order: readonly Name[];
  /** The stage after which nothing more happens. */
  readonly end: Name;
  readonly notBefore: Readonly<Record<Name, readonly Name[]>>;
  /** The event that enters each stage, and the field of its data that dates it. */
  readonly entry: Readonly<Record<Name, { readonly event: string; readonly date: string }>>;
};

/** A stage that was entered: the days it may have been on, and the event that stands for it. */
type Stage = { readonly days: DateInterval; readonly on: PartialDate; readonly record: News };

/** Which stages are recorded. Stages may be skipped and back-filled, so this is a map and never a single word. */
export type Stages<Name extends string> = Readonly<Partial<Record<Name, Stage>>>;

/** True only when every day of `later` lies after every day of `earlier`: overlapping or open intervals prove nothing. */
const isAfter = (later: DateInterval, earlier: DateInterval): boolean =>
  later.earliest !== null && earlier.latest !== null && later.earliest > earlier.latest;

/** The earlier of two bounds; null is an open one, which wins below (`open: 'low'`) and loses above. */
const earlierBound = (one: string | null, two: string | null, open: 'low' | 'high'): string | null => {
  if (one === null || two === null) return open === 'low' ? null : (one ?? two);
  return one < two ? one : two;
};

/** What may be recorded many times (a rumour, a pricing, a draw) enters its stage with the first of them. */
const firstOf = (one: Stage, two: Stage): Stage => ({
  ...one,
  days: {
    earliest: earlierBound(one.days.earliest, two.days.earliest, 'low'),
    latest: earlierBound(one.days.latest, two.days.latest, 'high'),
  },
});

/** The stages after an event: one more where the event enters a stage, the same where it enters none. */
export const withStage = <Name extends string>(
  life: Lifecycle<Name>,
  stages: Stages<Name>,
  record: News,
): Stages<Name> => {
  const name = life.order.find((each) => life.entry[each].event === record.type);
  if (name === undefined) return stages;
  const on = (record.data as Readonly<Record<string, PartialDate>>)[life.entry[name].date] ?? 'unknown';
  const entered: Stage = { days: intervalOf(on), on, record };
  const before = stages[name];
  return { ...stages, [name]: before === undefined ? entered : firstOf(before, entered) };
};

const describe = (on: PartialDate): string => (typeof on === 'string' ? on : JSON.stringify(on));

/** DEAL_ENDED or FINANCING_ENDED when a fact is provably later than the end; facts dated before it are still welcome. */
export const afterEnd = <Name extends string>(
  life: Lifecycle<Name>,
  stages: Stages<Name>,
  on: PartialDate,
  pointer: string,
): Rejection | undefined => {
  const end = stages[life.end];
  if (end === undefined || !isAfter(intervalOf(on), end.days)) return undefined;
  const detail = `The ${life.noun} ended (${describe(end.on)}), and this is dated ${describe(on)}: nothing happens to it after its end. Correct the date, or the end, or record a new ${life.noun}.`;
  return { code: life.endedCode, detail, pointer, other: end.record.eventId };
};

/** Why a stage cannot have been entered on that date, given the stages recorded; undefined when it can. */
export const outOfOrder = <Name extends string>(
  life: Lifecycle<Name>,
  stages: Stages<Name>,
  name: Name,
  on: PartialDate,
): Rejection | undefined => {
  const pointer = `/${life.entry[name].date}`;
  const ended = name === life.end ? undefined : afterEnd(life, stages, on, pointer);
  if (ended !== undefined) return ended;
  const days = intervalOf(on);
  for (const each of life.order) {
    const stage = stages[each];
    if (stage === undefined) continue;
    const tooEarly = life.notBefore[name].includes(each) && isAfter(stage.days, days);
    const tooLate = life.notBefore[each].includes(name) && isAfter(days, stage.days);
    if (!tooEarly && !tooLate) continue;
    const [first, second] = tooEarly ? [each, name] : [name, each];
    const detail = `${second} cannot come before ${first}: ${name} would be ${describe(on)}, ${each} is recorded for ${describe(stage.on)}. Correct the date that is wrong.`;
    return { code: 'OUT_OF_ORDER_DATE', detail, pointer, other: stage.record.eventId };
  }
  return undefined;
};

/**
 * The furthest stage recorded; undefined when none is. With `effectiveAt` (YYYY-MM-DD) only stages that are not
 * provably later than that day count, so an undated stage always does.
 */
export const currentStage = <Name extends string>(
  life: Lifecycle<Name>,
  stages: Stages<Name>,
  effectiveAt?: string,
): Name | undefined =>
  life.order.findLast((name) => {
    const stage = stages[name];
    if (stage === undefined) return false;
    return effectiveAt === undefined || stage.days.earliest === null || stage.days.earliest <= effectiveAt;
  });
