import { reject } from '@dealtrail/event-sourcing/decider';
import type { z } from 'zod';
import { faultsOfCorrection, placeOfChange } from './blame.ts';
import { valueAt } from './claims/data-path.ts';
import { faultsOf } from './faults.ts';
import { faultsOfField } from './judge-field.ts';
import { bookFrom } from './record/book.ts';
import type { RecordCorrected } from './record/correct-record/correct-record.ts';
import type { RecordRetracted } from './record/retract-record/retract-record.ts';
import type { Recorded } from './recorded.ts';
import { idsNamed, unknownCode } from './references.ts';
import { sliceOfEvent, type Entry } from './registry.ts';
import { malformed, readdressed } from './rejection.ts';
import type { Fault, Rejection } from './rejection.ts';
import type { TermReported } from './said/report-term/report-term.ts';
import type { Fact, SliceDecision } from './slice.ts';
import { firstInvalidated, stillNeeded, type Change } from './still-valid.ts';

/** Rule 10, as the door judges it: why the date of such data cannot be, if it cannot. */
export type InFuture = (entry: Entry, data: unknown) => Rejection | undefined;

const invalid = (detail: string, pointer: string): SliceDecision =>
  reject({ code: 'CORRECTION_INVALID', detail, pointer });

const entryAt = (history: readonly Recorded[], eventId: string): Recorded | undefined =>
  bookFrom(history).entries.get(eventId)?.event;

/** A report on a field of another event speaks of one of the same stream. */
const faultsOfReport = (report: TermReported, history: readonly Recorded[]): readonly Fault[] =>
  faultsOfField(report, (eventId) => entryAt(history, eventId));

/** What is wrong in form with an event as it would stand in a history, with pointers into its data. */
const faultsOfEvent = (
  fields: z.ZodType,
  { type, data }: Recorded,
  history: readonly Recorded[],
): readonly Fault[] => [
  ...faultsOf(fields.safeParse(data).error?.issues ?? [], data),
  ...(type === 'TermReported' ? faultsOfReport(data as TermReported, history) : []),
];

/** Ids that the correction brings in must be known, as in the command that made the event. */
const unknownIds = (
  entry: Entry,
  old: Recorded,
  corrected: Recorded,
  change: Change,
  said: RecordCorrected,
) => {
  const named = new Set(idsNamed(entry.fields, old.data).map(({ streamId }) => streamId));
  const brought = idsNamed(entry.fields, corrected.data).filter(
    ({ streamId }) => !named.has(streamId) && streamId !== old.streamId,
  );
  const unread = brought.filter(({ streamId }) => !change.context.streams.has(streamId));
  if (unread.length > 0)
    return { outcome: 'needs' as const, streamIds: unread.map(({ streamId }) => streamId) };
  const unknown = brought.find(({ streamId }) => change.context.streams.get(streamId)?.length === 0);
  const code = unknown === undefined ? undefined : unknownCode(unknown.streamId);
  if (unknown === undefined || code === undefined) return undefined;
  return reject({
    code,
    detail: `${unknown.streamId} was never recorded`,
    pointer: placeOfChange(said, unknown.pointer),
  });
};

const blamed = (rejection: Rejection, said: RecordCorrected, eventId: string): SliceDecision => {
  const own = eventId === said.targetEventId;
  return reject({
    ...readdressed(rejection, (pointer) => placeOfChange(said, own ? pointer : '')),
    detail: own ? rejection.detail : `event ${eventId} would no longer be valid: ${rejection.detail}`,
    other: rejection.other ?? eventId,
  });
};

/** A corrected event must be one that its own command could have made: same stream, valid form, valid by the rules. */
const judgeCorrection = (
  said: RecordCorrected,
  change: Change,
  inFuture: InFuture,
): SliceDecision | undefined => {
  const old = entryAt(change.before, said.targetEventId);
  const corrected = entryAt(change.after, said.targetEventId);
  const entry = old === undefined ? undefined : sliceOfEvent(old.type);
  if (old === undefined || corrected === undefined || entry === undefined) return undefined;
  const wrongForm = malformed(
    faultsOfCorrection(said, old.data, faultsOfEvent(entry.fields, corrected, change.after)),
  );
  if (wrongForm !== undefined) return reject(wrongForm);
  if (entry.stream(corrected.data) !== entry.stream(old.data))
    return invalid(
      `the event belongs to ${old.streamId}: retract it and record it where it belongs`,
      '/changes',
    );
  const future = inFuture(entry, corrected.data);
  if (future !== undefined) return blamed(future, said, old.eventId);
  const unknown = unknownIds(entry, old, corrected, change, said);
  if (unknown !== undefined) return unknown;
  const streamIds = stillNeeded(change, old.eventId);
  if (streamIds.length > 0) return { outcome: 'needs', streamIds };
  const broken = firstInvalidated(change, old.eventId);
  return broken === undefined ? undefined : blamed(broken.rejection, said, broken.eventId);
};

/** Retracting a correction or a retraction brings an older record back: it must fit what was recorded since. */
const judgeReturn = (said: RecordRetracted, change: Change): SliceDecision | undefined => {
  const target = entryAt(change.before, said.targetEventId);
  if (target?.type !== 'RecordCorrected' && target?.type !== 'RecordRetracted') return undefined;
  const returning = valueAt(target.data, 'targetEventId') as string;
  const broken = firstInvalidated(change, returning);
  if (broken === undefined) return undefined;
  return reject({
    ...readdressed(broken.rejection, () => '/targetEventId'),
    detail: `event ${broken.eventId} would not be valid: ${broken.rejection.detail}`,
    other: broken.rejection.other ?? broken.eventId,
  });
};

const judgeReport = (report: TermReported, { before }: Change): SliceDecision | undefined => {
  const wrong = malformed(faultsOfReport(report, before));
  return wrong === undefined ? undefined : reject(wrong);
};

/** The rules that look across slices, on a fact that its own slice accepted. Undefined: it may be recorded. */
export const judgeRecord = (fact: Fact, change: Change, inFuture: InFuture): SliceDecision | undefined => {
  switch (fact.type) {
    case 'TermReported':
      return judgeReport(fact.data as TermReported, change);
    case 'RecordCorrected':
      return judgeCorrection(fact.data as RecordCorrected, change, inFuture);
    case 'RecordRetracted':
      return judgeReturn(fact.data as RecordRetracted, change);
    default:
      return undefined;
  }
};
