import {
  ceilingOf,
  currencyOf,
  exceeds,
  floorOf,
  higherCeiling,
  higherFloor,
  product,
  sum,
} from '../bounds.ts';
import type { Bound } from '../bounds.ts';
import type { Rejection } from '../rejection.ts';
import type { MoneyFigure } from '../values/figure.ts';
import { parseDecimal, rational } from '../values/rational.ts';
import type { AgreePrepayment } from './agree-prepayment/agree-prepayment.ts';
import type { ReceivePrepayment } from './receive-prepayment/receive-prepayment.ts';

/** What is known of a deal's prepayments: claimed total values, what was agreed and what came in, in any order. */
type Prepayments = {
  readonly totalValues: readonly MoneyFigure[];
  readonly agreements: readonly { readonly data: AgreePrepayment }[];
  readonly receipts: readonly { readonly data: ReceivePrepayment }[];
};

/** One of them: its agreement, if anybody recorded one, and its instalments. */
type Prepayment = {
  readonly agreement: AgreePrepayment | undefined;
  readonly receipts: readonly ReceivePrepayment[];
};

const grouped = ({ agreements, receipts }: Prepayments): readonly Prepayment[] => {
  const ids = new Set([...agreements, ...receipts].map(({ data }) => data.prepaymentId));
  return [...ids].map((id) => ({
    agreement: agreements.find(({ data }) => data.prepaymentId === id)?.data,
    receipts: receipts.flatMap(({ data }) => (data.prepaymentId === id ? [data] : [])),
  }));
};

const currenciesOf = (figures: readonly (MoneyFigure | undefined)[]): readonly string[] => [
  ...new Set(figures.flatMap((figure) => (figure && currencyOf(figure)) ?? [])),
];

/** Money in another currency than the agreement's: of the agreed amount, or of the value that the share is of. */
const isMismatched = ({ agreement, receipts }: Prepayment, totalValues: readonly MoneyFigure[]): boolean => {
  if (agreement === undefined) return false;
  const expected = currenciesOf(agreement.share === undefined ? [agreement.amount] : totalValues);
  return expected.length > 0 && receipts.some(({ amount }) => !expected.includes(amount.currency));
};

const exactly = (n: bigint, d = 1n): Bound => ({ at: rational(n, d), open: false });
const whole = exactly(1n);
const perBasisPoint = exactly(1n, 10_000n);

const receivedIn = (currency: string, receipts: readonly ReceivePrepayment[]): Bound =>
  sum(
    receipts.flatMap(({ amount }) =>
      amount.currency === currency ? [{ at: parseDecimal(amount.amount), open: false }] : [],
    ),
  );

/** The largest total value that anything on record claims in a currency; undefined where nothing bounds it. */
const largestTotal = (currency: string, totalValues: readonly MoneyFigure[]): Bound | undefined => {
  const ceilings = totalValues.filter((figure) => currencyOf(figure) === currency).map(ceilingOf);
  return ceilings.reduce((one, other) => one && other && higherCeiling(one, other), ceilings[0]);
};

/** The most that was agreed, in a currency; an agreed share is taken of the largest total value claimed. */
const mostAgreed = (
  { agreement }: Prepayment,
  currency: string,
  total: Bound | undefined,
): Bound | undefined => {
  if (agreement?.amount !== undefined)
    return currencyOf(agreement.amount) === currency ? ceilingOf(agreement.amount) : undefined;
  const share = agreement?.share === undefined ? undefined : ceilingOf(agreement.share);
  return share && total && product(product(share, perBasisPoint), total);
};

/** The least share of the total value that was agreed; a share of something smaller says nothing here. */
const leastShare = ({ agreement }: Prepayment): Bound =>
  agreement?.share !== undefined && agreement.of === 'totalValue'
    ? product(floorOf(agreement.share), perBasisPoint)
    : exactly(0n);

/** The least that one prepayment comes to: what was agreed or what was received, whichever is more. */
const leastAmount = (prepayment: Prepayment, currency: string, total: Bound): Bound => {
  const { agreement, receipts } = prepayment;
  const amount = agreement?.amount;
  const isAmount = amount !== undefined && currencyOf(amount) === currency;
  const agreed = isAmount ? floorOf(amount) : product(leastShare(prepayment), total);
  return higherFloor(agreed, receivedIn(currency, receipts));
};

const isShareAboveWhole = ({ agreement }: Prepayment): boolean =>
  agreement?.share !== undefined && exceeds(product(floorOf(agreement.share), perBasisPoint), whole);

/** In one currency: some prepayment brought more than agreed, or all of them are more than the deal is worth. */
const isTooMuchIn = (
  currency: string,
  prepayments: readonly Prepayment[],
  totalValues: readonly MoneyFigure[],
): boolean => {
  const total = largestTotal(currency, totalValues);
  const aboveAgreed = prepayments.some((each) =>
    exceeds(receivedIn(currency, each.receipts), mostAgreed(each, currency, total)),
  );
  if (aboveAgreed || total === undefined) return aboveAgreed;
  return exceeds(sum(prepayments.map((each) => leastAmount(each, currency, total))), total);
};

const isTooMuch = (prepayments: readonly Prepayment[], totalValues: readonly MoneyFigure[]): boolean => {
  if (prepayments.some(isShareAboveWhole) || exceeds(sum(prepayments.map(leastShare)), whole)) return true;
  const agreed = prepayments.map(({ agreement }) => agreement?.amount);
  return currenciesOf([...agreed, ...totalValues]).some((currency) =>
    isTooMuchIn(currency, prepayments, totalValues),
  );
};

/**
 * Whether a deal's prepayments can all be true together, whichever of them was recorded last: CURRENCY_MISMATCH, or
 * PREPAYMENT_EXCEEDS_VALUE where no values within the figures' intervals fit. Judged against the largest total value
 * that any record claims, so that no source's word is refused on another's.
 */
export const prepaymentFault = (all: Prepayments, pointer: string): Rejection | undefined => {
  const prepayments = grouped(all);
  if (prepayments.some((each) => isMismatched(each, all.totalValues))) {
    const detail =
      'What was received is in another currency than what was agreed. Record the amount as it was agreed.';
    return { code: 'CURRENCY_MISMATCH', detail, pointer };
  }
  if (!isTooMuch(prepayments, all.totalValues)) return undefined;
  const detail =
    'This would come to more than was agreed, or than any total value on record. Check the digits, or report the larger value first.';
  return { code: 'PREPAYMENT_EXCEEDS_VALUE', detail, pointer };
};
