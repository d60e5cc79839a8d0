import { accept, reject } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import { changedAt } from '../../claims/data-path.ts';
import type { Change } from '../../claims/standing.ts';
import { equalData, sameNews } from '../../same-news.ts';
import type { Slice } from '../../slice.ts';
import { coded } from '../../values/coded.ts';
import { EventId } from '../../values/ids.ts';
import { isStorable } from '../../values/text.ts';
import { targetIn, targetRetracted, type Book } from '../book.ts';

/** More changes than this are another record: retract and record anew. */
export const changesMax = 50;
export const correctedPathLengthMax = 200;

/** No field of any event is nested deeper; a limit keeps hostile nesting from exhausting the stack. */
export const newValueDepthMax = 12;

const isStorableJson = (value: unknown, depth = newValueDepthMax): boolean => {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return value !== undefined;
  if (depth === 0) return false;
  return Object.entries(value).every(([key, part]) => isStorable(key) && isStorableJson(part, depth - 1));
};

const pathRegex = /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/;
const Path = coded<string>(
  'INVALID_FIELDS',
  'must lead to a field of the event, such as "terms.totalValue.value.amount" or "parties.0.role"',
  (path): path is string =>
    typeof path === 'string' && path.length <= correctedPathLengthMax && pathRegex.test(path),
  { type: 'string', maxLength: correctedPathLengthMax, pattern: pathRegex.source },
);
const NewValue = coded<unknown>(
  'BAD_TEXT',
  `must be JSON at most ${String(newValueDepthMax)} deep, without U+0000 and without lone surrogates`,
  (value): value is unknown => isStorableJson(value),
  {},
);

const fields = z.strictObject({
  targetEventId: EventId.describe('the event that we mistyped'),
  changes: z
    .array(
      z.strictObject({ path: Path, to: NewValue.describe('the right value; null takes the field away') }),
    )
    .min(1)
    .max(changesMax),
});
export type RecordCorrected = z.output<typeof fields>;

/** Links between records are not typing errors: such a record is retracted and recorded anew. */
const unchangeable = /^(targetEventId|claimEventId|attributedTo)$/;
const recordEvents: ReadonlySet<string> = new Set(['RecordCited', 'RecordCorrected', 'RecordRetracted']);

const invalid = (detail: string, pointer: string) =>
  reject({ code: 'CORRECTION_INVALID' as const, detail, pointer });

/** The data with every change made that can be made; a path that leads nowhere is told by the door (judge-record). */
const corrected = (data: unknown, changes: readonly Change[]): unknown =>
  changes.reduce((value, { path, to }) => changedAt(value, path, to) ?? value, data);

const leadsNowhere = (data: unknown, { path, to }: Change): boolean =>
  changedAt(data, path, to) === undefined;

/**
 * We mistyped: the record is set right and stays valid (the command door asks the target's own form and rules again).
 * The world did not change; a source that says otherwise is a ReportTerm.
 */
export const correctRecord: Slice<'CorrectRecord', 'RecordCorrected', RecordCorrected, Book> = {
  command: 'CorrectRecord',
  event: 'RecordCorrected',
  schemaVersion: 1,
  summary: 'Set right what we mistyped in a recorded event',
  fields,
  stream: () => undefined,
  occurredOn: () => null,
  decide: (ask, book) => {
    const { targetEventId, changes } = ask.data;
    const target = targetIn(book, targetEventId);
    if (!target.stands) return targetRetracted(target);
    if (recordEvents.has(target.event.type))
      return invalid(
        `a ${target.event.type} is not corrected: retract it and record it anew`,
        '/targetEventId',
      );
    const { data } = target.event;
    const link = changes.findIndex(({ path }) => unchangeable.test(path));
    if (link >= 0)
      return invalid(
        `${String(changes[link]?.path)} links records: retract this one and record it anew`,
        `/changes/${String(link)}/path`,
      );
    const isNews = !equalData(corrected(data, changes), data);
    if (isNews || changes.some((change) => leadsNowhere(data, change)))
      return accept({ type: 'RecordCorrected', data: ask.data });
    const said = sameNews(book, { ...ask, type: 'RecordCorrected' });
    if (said?.outcome === 'accepted') return said;
    return reject({
      code: 'CORRECTION_CHANGES_NOTHING',
      detail: `event ${targetEventId} says so already`,
      pointer: '/changes',
      other: targetEventId,
    });
  },
};
