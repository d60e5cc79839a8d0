import { changedAt, valueAt } from './claims/data-path.ts';
import type { RecordCorrected } from './record/correct-record/correct-record.ts';
import type { Fault } from './rejection.ts';
import type { Fact } from './slice.ts';

type Said = Pick<RecordCorrected, 'changes'>;
type Change = Said['changes'][number];

/** Steps of a JSON pointer; a key of the terms that holds dots (`prepayment.p1.amount`) is one step. */
const stepsOf = (pointer: string): readonly string[] => pointer.split('/').slice(1);

/** The place of a pointer as changes write it: names and indexes joined by dots. */
const dotted = (pointer: string): string => stepsOf(pointer).join('.');

const isBelow = (path: string, above: string): boolean => path.startsWith(`${above}.`);

const at = (index: number, part: 'path' | 'to', rest: readonly string[] = []): string =>
  ['', 'changes', String(index), part, ...rest].join('/');

/** What is left of a pointer below the place that a change writes to; undefined when it does not lead through it. */
const within = (change: Change, pointer: string): readonly string[] | undefined => {
  const steps = stepsOf(pointer);
  const length = steps.findIndex((_, index) => steps.slice(0, index + 1).join('.') === change.path);
  return length < 0 ? undefined : steps.slice(length + 1);
};

const stepsShared = (one: string, other: string): number => {
  const [steps, others] = [one.split('.'), other.split('.')];
  const parting = steps.findIndex((step, index) => step !== others[index]);
  return parting < 0 ? steps.length : parting;
};

/** The change nearest to a place that none of them writes to; all of them where none is near. */
const nearest = (changes: readonly Change[], path: string): string => {
  const shared = changes.map((change) => stepsShared(change.path, path));
  const most = Math.max(...shared);
  return most > 0 || changes.length === 1 ? at(shared.lastIndexOf(most), 'to') : '/changes';
};

/** Where in a correction stands what is wrong at a place of the corrected event. The last change of a place counts. */
export const placeOfChange = ({ changes }: Said, pointer: string): string => {
  const index = changes.findLastIndex((change) => within(change, pointer) !== undefined);
  const change = changes[index];
  if (change !== undefined) return at(index, 'to', within(change, pointer));
  return nearest(changes, dotted(pointer));
};

/**
 * Where in the body of a command a name stands that its fact takes, told by the place of the event's data: a
 * correction brings it in by a change, a retraction brings back what was there before.
 */
export const placeInBody = ({ type, data }: Fact, pointer: string): string => {
  if (type === 'RecordCorrected') return placeOfChange(data as RecordCorrected, pointer);
  return type === 'RecordRetracted' ? '/targetEventId' : pointer;
};

const isContainer = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Dates are whole values although they have parts: a wrong part is a wrong date, not a wrong path. */
const isDate = ({ code }: Fault): boolean => code === 'BAD_PARTIAL_DATE' || code === 'BAD_INSTANT';

/** True where the event has no such place: its data knows no such name, or the path leads through a plain value. */
const leadsNowhere = (fault: Fault, change: Change, old: unknown): boolean => {
  const place = dotted(fault.pointer);
  const isInside = isBelow(change.path, place);
  if (change.path !== place && !isInside) return false;
  if (fault.code === 'UNKNOWN_FIELD') return true;
  if (fault.code === 'UNKNOWN_TERM_PATH') return place.startsWith('terms.');
  return isInside && !isDate(fault) && !isContainer(valueAt(old, place));
};

const nowhere = (change: Change, index: number, code: Fault['code']): Fault => ({
  pointer: at(index, 'path'),
  code: code === 'UNKNOWN_TERM_PATH' ? code : 'UNKNOWN_FIELD',
  detail: `${change.path} leads nowhere in the event pointed at: mend the path`,
});

/** A fault of the corrected event as a fault of the correction: of the path where there is no such place, else of the value. */
const faultsOfChange = (said: Said, old: unknown, fault: Fault): readonly Fault[] => {
  const misled = said.changes.flatMap((change, index) =>
    leadsNowhere(fault, change, old) ? [nowhere(change, index, fault.code)] : [],
  );
  if (misled.length > 0) return misled;
  const detail = `${dotted(fault.pointer)}: ${fault.detail}`;
  return [{ ...fault, pointer: placeOfChange(said, fault.pointer), detail }];
};

/** Changes whose path leads through a plain value or past the end of a list, so that nothing can be written there. */
const unwritable = ({ changes }: Said, data: unknown): readonly Fault[] => {
  let value = data;
  return changes.flatMap((change, index) => {
    const next = changedAt(value, change.path, change.to);
    if (next === undefined) return [nowhere(change, index, 'UNKNOWN_FIELD')];
    value = next;
    return [];
  });
};

/**
 * Every fault of form of a correction, with a pointer into its body.
 *
 * @param old the event's data before it
 * @param faults those of the event's data after it, with pointers into that data
 */
export const faultsOfCorrection = (said: Said, old: unknown, faults: readonly Fault[]): readonly Fault[] => {
  const all = [...unwritable(said, old), ...faults.flatMap((fault) => faultsOfChange(said, old, fault))];
  const keyOf = ({ code, pointer, detail }: Fault): string => JSON.stringify([code, pointer, detail]);
  return [...new Map(all.map((fault) => [keyOf(fault), fault])).values()];
};
