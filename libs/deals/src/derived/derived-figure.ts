import { minorUnitDecimals } from '../values/currencies.ts';
import type { Decimal } from '../values/decimal.ts';
import type { Money } from '../values/money.ts';
import type { Rate } from '../values/rate.ts';
import { fractionText, mul, rational, roundHalfUp } from '../values/rational.ts';
import type { Input, Operand } from './operand.ts';

/** Rule 9: a figure that no source states, shown with everything that went into it. It is never a claim. */
export type Derived = {
  readonly name: string;
  /** Of the financing it is about; absent for a figure of the deal alone. */
  readonly financingId?: string | undefined;
  /** Of the prepayment whose amount it is, where that was agreed by an id. */
  readonly prepaymentId?: string | undefined;
  readonly formula: string;
  readonly inputs: readonly Input[];
  readonly assumptions: readonly string[];
  /** Money rounded half up to the minor unit, rates to two decimals of a basis point, days whole. */
  readonly result: Money | Rate | { readonly count: number; readonly unit: 'day' };
  /** The exact fraction before rounding, in lowest terms: money in major units, rates in basis points. */
  readonly exact: string;
  /** Money only: the exact fraction rounded half up to whole major units, for reading. */
  readonly wholeUnits?: Decimal | undefined;
};

export type Labels = Pick<Derived, 'name' | 'formula' | 'financingId' | 'prepaymentId'>;

const rateDecimals = 2;
const basisPoints = rational(10_000n);

type Shown = { readonly labels: Labels; readonly operand: Operand };

const base = ({
  labels: { name, financingId, prepaymentId, formula },
  operand: { inputs, assumptions },
}: Shown) => ({
  name,
  ...(financingId === undefined ? {} : { financingId }),
  ...(prepaymentId === undefined ? {} : { prepaymentId }),
  formula,
  inputs,
  assumptions,
});

/** Undefined where an input is missing. */
export const asMoney = (labels: Labels, operand: Operand | undefined): Derived | undefined => {
  const decimals = minorUnitDecimals(operand?.currency ?? '');
  if (operand?.currency === undefined || decimals === undefined) return undefined;
  return {
    ...base({ labels, operand }),
    result: { amount: roundHalfUp(operand.at, decimals), currency: operand.currency },
    exact: fractionText(operand.at),
    wholeUnits: roundHalfUp(operand.at, 0),
  };
};

/** A plain ratio, shown in basis points. */
export const asRate = (labels: Labels, operand: Operand | undefined): Derived | undefined => {
  if (operand === undefined) return undefined;
  const bps = mul(operand.at, basisPoints);
  return {
    ...base({ labels, operand }),
    result: { bps: roundHalfUp(bps, rateDecimals) },
    exact: fractionText(bps),
  };
};

export const asDays = (labels: Labels, operand: Operand | undefined): Derived | undefined =>
  operand === undefined
    ? undefined
    : {
        ...base({ labels, operand }),
        result: { count: Number(operand.at.n / operand.at.d), unit: 'day' },
        exact: fractionText(operand.at),
      };
