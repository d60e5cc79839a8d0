import { nonPositive } from '../../amounts.ts';
import { ceilingOf, currencyOf, exceeds, floorOf, sum } from '../../bounds.ts';
import type { Bound } from '../../bounds.ts';
import type { Rejection } from '../../rejection.ts';
import type { MoneyFigure } from '../../values/figure.ts';
import { add, equals, parseDecimal, zero } from '../../values/rational.ts';
import type { Rational } from '../../values/rational.ts';
import type { Tranche } from '../financing.fields.ts';

type FundLine = { readonly kind: string; readonly amount: MoneyFigure };

type Closing = {
  readonly amount: MoneyFigure;
  readonly tranches?: readonly Tranche[] | undefined;
  readonly sourcesOfFunds?: readonly FundLine[] | undefined;
  readonly usesOfFunds?: readonly FundLine[] | undefined;
  readonly complete?: boolean | undefined;
};

const inOneCurrency = (figures: readonly MoneyFigure[]): boolean =>
  new Set(figures.flatMap((figure) => currencyOf(figure) ?? [])).size === 1;

/** The most that all of them can come to; undefined where one of them has no upper bound. */
const ceilingOfAll = (figures: readonly MoneyFigure[]): Bound | undefined => {
  const ceilings = figures.map(ceilingOf);
  return ceilings.includes(undefined) ? undefined : sum(ceilings as readonly Bound[]);
};

/**
 * TRANCHES_DO_NOT_SUM where no values within the figures' intervals make the commitments come to the amount. An
 * undisclosed commitment may be anything from nothing up; amounts in several currencies are not compared.
 */
export const tranchesDoNotSum = ({ amount, tranches }: Closing): Rejection | undefined => {
  if (tranches === undefined) return undefined;
  const commitments = tranches.map(({ commitment }) => commitment);
  if (currencyOf(amount) === undefined || !inOneCurrency([amount, ...commitments])) return undefined;
  const tooMuch = exceeds(sum(commitments.map(floorOf)), ceilingOf(amount));
  const tooLittle = exceeds(floorOf(amount), ceilingOfAll(commitments));
  if (!tooMuch && !tooLittle) return undefined;
  const detail = `The commitments come to ${tooMuch ? 'more' : 'less'} than the amount. Check the digits; where the source rounds, use the qualifier about; where it names only some tranches, leave them out and report them.`;
  return { code: 'TRANCHES_DO_NOT_SUM', detail, pointer: '/tranches' };
};

const exactTotal = (lines: readonly FundLine[]): Rational | undefined => {
  let total = zero;
  for (const { amount } of lines) {
    if (amount.qualifier !== 'exact' || amount.value === undefined) return undefined;
    total = add(total, parseDecimal(amount.value.amount));
  }
  return total;
};

/** SOURCES_USES_UNBALANCED, judged only where the table is said to be complete and every line is exact. */
export const fundsUnbalanced = (closing: Closing): Rejection | undefined => {
  const { complete, sourcesOfFunds, usesOfFunds } = closing;
  if (complete !== true || sourcesOfFunds === undefined || usesOfFunds === undefined) return undefined;
  const [sources, uses] = [exactTotal(sourcesOfFunds), exactTotal(usesOfFunds)];
  if (sources === undefined || uses === undefined || equals(sources, uses)) return undefined;
  if (!inOneCurrency([...sourcesOfFunds, ...usesOfFunds].map(({ amount }) => amount))) return undefined;
  const detail =
    'Sources and uses of funds are said to be complete and do not balance. Check the digits, or leave complete out.';
  return { code: 'SOURCES_USES_UNBALANCED', detail, pointer: '/usesOfFunds' };
};

export const nonPositiveFunds = (closing: Closing): Rejection | undefined =>
  (['sourcesOfFunds', 'usesOfFunds'] as const)
    .flatMap((field) =>
      (closing[field] ?? []).map(({ amount }, index) =>
        nonPositive(amount, `/${field}/${String(index)}/amount`),
      ),
    )
    .find((fault) => fault !== undefined);
