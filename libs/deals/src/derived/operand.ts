import type { Claim } from '../claims/claim.ts';
import { exactValue } from '../claims/arithmetic-conflicts.ts';
import type { AnyFigure } from '../values/figure.ts';
import type { EventId } from '../values/ids.ts';
import { div, rational } from '../values/rational.ts';
import type { Rational } from '../values/rational.ts';

/** A claim that went into a derived figure. */
export type Input = { readonly path: string; readonly claimEventId: EventId; readonly value: AnyFigure };

/** An exact number on its way to a derived figure, with all that went into it. */
export type Operand = {
  readonly at: Rational;
  /** ISO 4217 for money; undefined for a plain number. */
  readonly currency?: string | undefined;
  readonly inputs: readonly Input[];
  readonly assumptions: readonly string[];
};

export const inputOf = ({ path, claimEventId, value }: Claim): Input => ({ path, claimEventId, value });

/** Only a figure stated exactly is calculated with: "nearly 30%" is no number. */
export const operandOf = (claim: Claim | undefined): Operand | undefined => {
  const at = claim === undefined ? undefined : exactValue(claim);
  if (claim === undefined || at === undefined) return undefined;
  const { value } = claim.value;
  const currency = typeof value === 'object' && 'currency' in value ? value.currency : undefined;
  return { at, currency, inputs: [inputOf(claim)], assumptions: [] };
};

const basisPoints = rational(10_000n);

/** A rate as a plain number. */
export const ratioOf = (claim: Claim | undefined): Operand | undefined => {
  const operand = operandOf(claim);
  return operand === undefined ? undefined : { ...operand, at: div(operand.at, basisPoints) };
};

const distinct = (inputs: readonly Input[]): readonly Input[] => [
  ...new Map(inputs.map((input) => [`${input.claimEventId} ${input.path}`, input])).values(),
];

const together = (a: Operand, b: Operand): Pick<Operand, 'inputs' | 'assumptions'> => ({
  inputs: distinct([...a.inputs, ...b.inputs]),
  assumptions: [...new Set([...a.assumptions, ...b.assumptions])],
});

type Arithmetic = (a: Rational, b: Rational) => Rational;

/** Of two amounts in one currency, in that currency; undefined where a part is missing or the currencies differ. */
export const withinCurrency = (
  a: Operand | undefined,
  b: Operand | undefined,
  calculate: Arithmetic,
): Operand | undefined =>
  a === undefined || b === undefined || a.currency !== b.currency
    ? undefined
    : { at: calculate(a.at, b.at), currency: a.currency, ...together(a, b) };

/** An amount scaled by a plain number; undefined where a part is missing. */
export const scaled = (
  a: Operand | undefined,
  factor: Operand | undefined,
  calculate: Arithmetic,
): Operand | undefined =>
  a === undefined || factor === undefined || factor.currency !== undefined
    ? undefined
    : { at: calculate(a.at, factor.at), currency: a.currency, ...together(a, factor) };

export const assuming = (
  operand: Operand | undefined,
  ...assumptions: readonly string[]
): Operand | undefined =>
  operand === undefined
    ? undefined
    : { ...operand, assumptions: [...new Set([...operand.assumptions, ...assumptions])] };
