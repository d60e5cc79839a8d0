import { z } from 'zod';
import type { FaultCode } from '../rejection.ts';
import { Decimal } from './decimal.ts';
import { Duration } from './duration.ts';
import { Hardware } from './hardware.ts';
import { Money } from './money.ts';
import { PartialDate } from './partial-date.ts';
import { Power } from './power.ts';
import { Rate } from './rate.ts';
import { compare } from './rational.ts';
import { kindOf, lineOf } from './scale.ts';
import type { FigureKind, FigureValue, FigureValues } from './scale.ts';
import { text } from './text.ts';

export const qualifiers = [
  'exact',
  'about',
  'nearly',
  'over',
  'atLeast',
  'atMost',
  'upTo',
  'range',
  'undisclosed',
] as const;
export const Qualifier = z.enum(qualifiers);
export type Qualifier = z.infer<typeof Qualifier>;

export const asStatedLengthMax = 80;
export const figureTextLengthMax = 500;

/** A value as somebody gave it: "nearly 30%" stays nearly and never becomes 30. `range` has low and high. */
export type Figure<T> = {
  readonly qualifier: Qualifier;
  readonly value?: T | undefined;
  readonly low?: T | undefined;
  readonly high?: T | undefined;
  readonly asStated?: string | undefined;
};

type FigureFault = {
  readonly key: 'value' | 'low' | 'high';
  readonly code: FaultCode;
  readonly detail: string;
};

const missing = (key: FigureFault['key']): FigureFault => ({
  key,
  code: 'MISSING_FIELD',
  detail: 'is required',
});
const surplus = (key: FigureFault['key'], qualifier: string): FigureFault => ({
  key,
  code: 'INVALID_FIELDS',
  detail: `does not go with the qualifier ${qualifier}`,
});

const faultsOfRange = (kind: FigureKind, low: FigureValue, high: FigureValue): readonly FigureFault[] => {
  const from = lineOf(kind, low as FigureValues[FigureKind] & string);
  const to = lineOf(kind, high as FigureValues[FigureKind] & string);
  const fault = (detail: string): readonly FigureFault[] => [{ key: 'high', code: 'INVALID_FIELDS', detail }];
  if (from === undefined || to === undefined) return fault(`a ${kind} has no range: use another qualifier`);
  if (from.unit !== to.unit) return fault('must be in the unit of low');
  if (from.low !== null && to.high !== null && compare(from.low, to.high) > 0)
    return fault('must not be below low');
  return [];
};

/** Which of value, low and high the qualifier wants: `range` both ends, `undisclosed` none, the others a value. */
const faultsOfParts = (figure: Figure<unknown>): readonly FigureFault[] => {
  const { qualifier } = figure;
  const wants = qualifier === 'range' ? ['low', 'high'] : qualifier === 'undisclosed' ? [] : ['value'];
  return (['value', 'low', 'high'] as const).flatMap((key) => {
    const given = figure[key] !== undefined;
    if (given === wants.includes(key)) return [];
    return [given ? surplus(key, qualifier) : missing(key)];
  });
};

const faultsOf = (figure: Figure<FigureValue>, kind: FigureKind | undefined): readonly FigureFault[] => {
  const { value, low, high } = figure;
  const faults = faultsOfParts(figure);
  if (faults.length > 0 || value !== undefined || low === undefined || high === undefined) return faults;
  const known = kind ?? kindOf(low);
  return known === (kind ?? kindOf(high))
    ? faultsOfRange(known, low, high)
    : [surplus('high', 'range of another type')];
};

const parts = <T>(value: z.ZodType<T, T>) =>
  z.strictObject({
    qualifier: Qualifier,
    value: value.optional(),
    low: value.optional(),
    high: value.optional(),
    asStated: text(asStatedLengthMax).optional(),
  });

const complain = (context: z.core.$RefinementCtx, faults: readonly FigureFault[]): void => {
  for (const { key, code, detail } of faults)
    context.addIssue({ code: 'custom', params: { code }, message: detail, path: [key] });
};

/** Schema of a figure of `value`; `kind` undefined: the type of each value is read from its shape. */
export const figure = <T extends FigureValue>(
  value: z.ZodType<T, T>,
  kind: FigureKind | undefined,
): z.ZodType<Figure<T>, Figure<T>> =>
  parts(value).superRefine((given, context) => {
    complain(context, faultsOf(given, kind));
  });

export const MoneyFigure = figure<Money>(Money, 'money');
export type MoneyFigure = Figure<Money>;
export const RateFigure = figure<Rate>(Rate, 'rate');
export type RateFigure = Figure<Rate>;
export const DurationFigure = figure<Duration>(Duration, 'duration');
export type DurationFigure = Figure<Duration>;
export const PowerFigure = figure<Power>(Power, 'power');
export type PowerFigure = Figure<Power>;
export const DecimalFigure = figure<Decimal>(Decimal, 'decimal');
export type DecimalFigure = Figure<Decimal>;
export const TextFigure = figure<string>(text(figureTextLengthMax), 'text');
export type TextFigure = Figure<string>;
export const DateFigure = figure<PartialDate>(PartialDate, 'date');
export type DateFigure = Figure<PartialDate>;
export const HardwareFigure = figure<Hardware>(Hardware, 'hardware');
export type HardwareFigure = Figure<Hardware>;

const schemas: { readonly [K in FigureKind]: z.ZodType<FigureValues[K]> } = {
  money: Money,
  rate: Rate,
  duration: Duration,
  power: Power,
  decimal: Decimal,
  text: text(figureTextLengthMax),
  date: PartialDate,
  hardware: Hardware,
};

const json = z.toJSONSchema(z.union([Money, Rate, Duration, Power, PartialDate, Hardware, schemas.text]));

/** Any value a figure can be of; its shape says which, and the faults are those of that type. */
const AnyValue = z
  .unknown()
  .superRefine((value, context) => {
    const shaped =
      typeof value === 'string' || (typeof value === 'object' && value !== null && !Array.isArray(value));
    const result = (shaped ? schemas[kindOf(value)] : schemas.text).safeParse(value);
    for (const issue of result.error?.issues ?? [])
      context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
  })
  .meta({ anyOf: json.anyOf }) as unknown as z.ZodType<FigureValue, FigureValue>;

export const AnyFigure = figure<FigureValue>(AnyValue, undefined);
export type AnyFigure = Figure<FigureValue>;

/** The same value to readers and to OpenAPI (a copy inherits how its parent is documented), without its checks. */
const unjudged = <T>(value: z.ZodType<T, T>): z.ZodType<T, T> =>
  value.clone({ ...value.def, checks: [] }, { parent: true });

/**
 * A figure whose type something else tells (the path it is reported on, the field it is another value of): its parts
 * are judged, its values are left to the figure of that type, so that no guess at the type adds faults of its own.
 */
export const FigureOfTypeToldElsewhere = parts(unjudged(AnyValue)).superRefine((given, context) => {
  complain(context, faultsOfParts(given));
}) as unknown as z.ZodType<AnyFigure, AnyFigure>;

export const exactly = <T>(value: T): Figure<T> => ({ qualifier: 'exact', value });
