import { reject } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import { pathOfField } from './claims/field-path.ts';
import { faultsOf } from './faults.ts';
import type { Recorded } from './recorded.ts';
import { sliceOfEvent } from './registry.ts';
import type { TermReported } from './said/report-term/report-term.ts';
import type { Fact, SliceDecision } from './slice.ts';
import { Decimal } from './values/decimal.ts';
import { Duration } from './values/duration.ts';
import {
  DateFigure,
  DecimalFigure,
  DurationFigure,
  HardwareFigure,
  MoneyFigure,
  PowerFigure,
  RateFigure,
  TextFigure,
} from './values/figure.ts';
import { Hardware } from './values/hardware.ts';
import { Instant } from './values/instant.ts';
import { Money } from './values/money.ts';
import { PartialDate } from './values/partial-date.ts';
import { Power } from './values/power.ts';
import { Rate } from './values/rate.ts';
import { figureForPath } from './values/term-path.ts';

/** The figure another source gives for a field that holds a plain value, by the schema of that field. */
const figures: readonly (readonly [value: z.ZodType, figure: z.ZodType])[] = [
  [Money, MoneyFigure],
  [Rate, RateFigure],
  [Duration, DurationFigure],
  [Power, PowerFigure],
  [Hardware, HardwareFigure],
  [Decimal, DecimalFigure],
  [PartialDate, DateFigure],
];

const keysOf = (schema: z.ZodType): string =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape).sort().join() : '';

/** A field may hold a value with rules of its own (an amount above zero); its shape still says what it is. */
const figureOf = (schema: z.ZodType): z.ZodType | undefined =>
  figures.find(
    ([value]) =>
      value === schema ||
      (value instanceof z.ZodObject && schema instanceof z.ZodObject && keysOf(value) === keysOf(schema)),
  )?.[1];

/** A field that is a figure already, perhaps with rules of its own (an amount above zero). */
const isFigure = (schema: z.ZodType): boolean => schema instanceof z.ZodObject && 'qualifier' in schema.shape;

const plain = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
    ? plain(schema.unwrap() as z.ZodType)
    : schema;

/** The schema at a dotted path; keys may hold dots themselves (`terms` is keyed by term path). */
const schemaAt = (schema: z.ZodType, steps: readonly string[]): z.ZodType | undefined => {
  const here = plain(schema);
  if (steps.length === 0) return here;
  if (here instanceof z.ZodArray)
    return /^\d+$/.test(steps[0] ?? '') ? schemaAt(here.element as z.ZodType, steps.slice(1)) : undefined;
  if (!(here instanceof z.ZodObject) || isFigure(here) || figureOf(here) !== undefined) return undefined;
  const shape = here.shape as Readonly<Record<string, z.ZodType>>;
  for (let length = steps.length; length > 0; length--) {
    const part = shape[steps.slice(0, length).join('.')];
    if (part !== undefined) return schemaAt(part, steps.slice(length));
  }
  return undefined;
};

/** Undefined where the field holds no single value: an object, a list, a yes or no. */
const figureFor = (schema: z.ZodType): z.ZodType | undefined => {
  const known = isFigure(schema) ? schema : figureOf(schema);
  if (known !== undefined) return known;
  const isStructure =
    schema instanceof z.ZodObject || schema instanceof z.ZodArray || schema instanceof z.ZodBoolean;
  const isMoment = schema === Instant || schema instanceof z.ZodUnion;
  return isStructure ? undefined : isMoment ? DateFigure : TextFigure;
};

/** Another source's value for a field must be of a field that the event can have, and of its type. */
export const judgeField = (fact: Fact, target: Recorded | undefined): SliceDecision | undefined => {
  const { field, value } = fact.data as TermReported;
  const fields = target === undefined ? undefined : sliceOfEvent(target.type)?.fields;
  if (field === undefined || target === undefined || fields === undefined) return undefined;
  const schema = schemaAt(fields, field.split('.'));
  const figure =
    schema === undefined ? undefined : (figureForPath(pathOfField(target, field)) ?? figureFor(schema));
  if (figure === undefined)
    return reject({
      code: 'UNKNOWN_TERM_PATH',
      detail: `${field} is not a field of a ${target.type} that holds one value`,
      pointer: '/field',
    });
  const fault = faultsOf(figure.safeParse(value).error?.issues ?? [], value)[0];
  if (fault === undefined) return undefined;
  return reject({
    code: 'UNKNOWN_TERM_PATH',
    detail: `the value is not of the type of ${field}: ${fault.detail}`,
    pointer: `/value${fault.pointer}`,
  });
};
