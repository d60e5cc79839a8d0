import { z } from 'zod';
import { coded } from './coded.ts';
import {
  AnyFigure,
  DateFigure,
  DecimalFigure,
  DurationFigure,
  HardwareFigure,
  MoneyFigure,
  PowerFigure,
  RateFigure,
  TextFigure,
} from './figure.ts';
import { LocalId, PartyId } from './ids.ts';
import { PartialDate } from './partial-date.ts';
import { kindOfPath, plainTermPaths } from './path-kinds.ts';

/** `deal.totalValue`, `financing.coverage`, `party.stakeIn.party_acme`, `other.power-mix`. */
export type TermPath = string;

const figures = {
  money: MoneyFigure,
  rate: RateFigure,
  duration: DurationFigure,
  power: PowerFigure,
  decimal: DecimalFigure,
  text: TextFigure,
  date: DateFigure,
  hardware: HardwareFigure,
  any: AnyFigure,
} as const;

/** The schema of a figure on this path, undefined for a path that does not exist. */
export const figureForPath = (path: string): z.ZodType<AnyFigure, AnyFigure> | undefined => {
  const kind = kindOfPath(path);
  return kind === undefined ? undefined : figures[kind];
};

export const TermPath = coded<TermPath>(
  'UNKNOWN_TERM_PATH',
  'must be a term path such as "deal.totalValue", or "other." and a name in kebab-case',
  (value): value is TermPath => typeof value === 'string' && kindOfPath(value) !== undefined,
  { type: 'string', examples: ['deal.totalValue', 'financing.coverage', 'other.power-mix'] },
);

export const optionsMax = 50;
export const termsMax = 200;

/** What an option adds when it is exercised. */
export const Adds = z.strictObject({
  value: MoneyFigure.optional(),
  power: PowerFigure.optional(),
  term: DurationFigure.optional(),
});
export type Adds = z.infer<typeof Adds>;

export const Option = z
  .strictObject({
    optionId: LocalId,
    holder: PartyId.optional(),
    adds: Adds,
    expires: PartialDate.optional(),
  })
  .meta({ title: 'Option' });
export type Option = {
  readonly optionId: LocalId;
  readonly holder?: PartyId | undefined;
  readonly adds: Adds;
  readonly expires?: PartialDate | undefined;
};

const Options = z.array(Option).min(1).max(optionsMax);

/** Figures by path of section 3a without `deal.` (`totalValue`, `prepayment.p1.amount`, `other.power-mix`), and options. */
export type Terms = { readonly options?: readonly Option[] | undefined } & {
  readonly [path: string]: AnyFigure | readonly Option[] | undefined;
};

const prefix = 'deal.';

/** A key of the terms as a path: `totalValue` is `deal.totalValue`, `other.x` is itself. */
export const pathOfTerm = (key: string): string => (key.startsWith('other.') ? key : `${prefix}${key}`);

const schemaOfTerm = (key: string): z.ZodType | undefined =>
  key === 'options' ? Options : figureForPath(pathOfTerm(key));

const shape = Object.fromEntries(
  plainTermPaths
    .filter((path) => path.startsWith(prefix))
    .map((path): [string, z.ZodType] => [path.slice(prefix.length), figureForPath(path) as z.ZodType]),
);
const documented = z.looseObject({ ...shape, options: Options }).partial();

/** Each key is judged by its own schema, so that every fault is named, and an unknown key is an unknown path. */
const judged = z.record(z.string(), z.unknown()).superRefine((terms, context) => {
  const keys = Object.keys(terms);
  if (keys.length > termsMax)
    context.addIssue({
      code: 'custom',
      params: { code: 'INVALID_FIELDS' },
      message: `at most ${String(termsMax)} terms`,
    });
  for (const key of keys) {
    const schema = schemaOfTerm(key);
    if (schema === undefined) {
      const message = `is no term path: section 3a without "${prefix}", or "other." and a name in kebab-case`;
      context.addIssue({ code: 'custom', params: { code: 'UNKNOWN_TERM_PATH' }, message, path: [key] });
      continue;
    }
    for (const issue of schema.safeParse(terms[key]).error?.issues ?? [])
      context.issues.push({ ...issue, path: [key, ...issue.path], input: terms[key] } as z.core.$ZodRawIssue);
  }
});

const { properties } = z.toJSONSchema(documented);

export const Terms = judged.meta({ title: 'Terms', properties }) as unknown as z.ZodType<Terms, Terms>;

/** The figures of the terms by full path, in the order given; options are not figures. */
export const figuresOf = (
  terms: Terms | undefined,
): readonly (readonly [path: string, figure: AnyFigure])[] =>
  Object.entries(terms ?? {}).flatMap(([key, value]) =>
    key === 'options' || value === undefined ? [] : [[pathOfTerm(key), value as AnyFigure] as const],
  );

export const optionsOf = (terms: Terms | undefined): readonly Option[] => terms?.options ?? [];
