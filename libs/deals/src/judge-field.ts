import { z } from 'zod';
import { pathOfField } from './claims/field-path.ts';
import { faultsOf } from './faults.ts';
import type { Recorded } from './recorded.ts';
import { sliceOfEvent } from './registry.ts';
import type { Fault } from './rejection.ts';
import type { TermReported } from './said/report-term/report-term.ts';
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
import { PublishedAt } from './values/published-at.ts';
import { Rate } from './values/rate.ts';
import { figureForPath } from './values/term-path.ts';

const figures = {
  money: MoneyFigure,
  rate: RateFigure,
  duration: DurationFigure,
  power: PowerFigure,
  hardware: HardwareFigure,
  decimal: DecimalFigure,
  date: DateFigure,
} as const;

/** What a field that holds a plain value holds; a described or refined schema inherits it from the one registered. */
const kinds = z.registry<{ readonly kind: keyof typeof figures }>();
kinds.add(Money, { kind: 'money' });
kinds.add(Rate, { kind: 'rate' });
kinds.add(Duration, { kind: 'duration' });
kinds.add(Power, { kind: 'power' });
kinds.add(Hardware, { kind: 'hardware' });
kinds.add(Decimal, { kind: 'decimal' });
kinds.add(PartialDate, { kind: 'date' });
kinds.add(Instant, { kind: 'date' });
kinds.add(PublishedAt, { kind: 'date' });

/** The figure another source gives for such a field. */
const figureOf = (schema: z.ZodType): z.ZodType | undefined => {
  const known = kinds.get(schema);
  return known === undefined ? undefined : figures[known.kind];
};

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
  return isStructure ? undefined : TextFigure;
};

/** Finds an event of the same stream, as it stands. */
type Find = (eventId: string) => Recorded | undefined;

/** The figure that another source's value for a field must be; undefined where the event has no such field. */
const figureAt = (target: Recorded, field: string, find: Find): z.ZodType | undefined => {
  const report = target.data as Partial<TermReported>;
  if (target.type === 'TermReported' && field === 'value' && report.targetEventId !== undefined) {
    const reported = find(report.targetEventId); // A value told after another one is of the type of that one's field.
    return reported === undefined ? undefined : figureAt(reported, report.field ?? '', find);
  }
  const fields = sliceOfEvent(target.type)?.fields;
  const schema = fields === undefined ? undefined : schemaAt(fields, field.split('.'));
  if (schema === undefined) return undefined;
  return figureForPath(pathOfField(target, field)) ?? figureFor(schema);
};

/**
 * Every fault of another source's value for a field: it must be of a field that the event can have, and of its type.
 * None where the report is on a path.
 */
export const faultsOfField = (report: TermReported, find: Find): readonly Fault[] => {
  const { targetEventId, field, value } = report;
  const target = targetEventId === undefined ? undefined : find(targetEventId);
  if (target === undefined || typeof field !== 'string') return [];
  const figure = figureAt(target, field, find);
  if (figure === undefined) {
    const detail = `${field} is not a field of a ${target.type} that holds one value`;
    return [{ code: 'UNKNOWN_TERM_PATH', detail, pointer: '/field' }];
  }
  return faultsOf(figure.safeParse(value).error?.issues ?? [], value).map((fault) => ({
    ...fault,
    pointer: `/value${fault.pointer}`,
  }));
};
