import type { Claim } from '../claims/claim.ts';
import type { Matter } from '../claims/conflict.ts';
import { agreedPrepayments, shareOfPrepayment } from '../claims/prepayments.ts';
import { add, mul } from '../values/rational.ts';
import { assuming, operandOf, ratioOf, scaled, withinCurrency } from './operand.ts';
import type { Operand } from './operand.ts';

type Current = ReadonlyMap<string, Claim>;

/** One prepayment as an amount: as stated, else the agreed share of the total value. */
export type PrepaymentAmount = {
  /** Absent for a share that nobody agreed by an id. */
  readonly prepaymentId?: string | undefined;
  readonly by: 'share' | 'amount';
  /** Undefined where no exact amount follows. */
  readonly amount: Operand | undefined;
};

const amountRegex = /^deal\.prepayment\.(.+)\.amount$/;

const amountOfShare = (
  deal: Current,
  share: Claim | undefined,
  of: string | undefined,
): Operand | undefined => {
  if (of === 'trancheValue') return undefined;
  const amount = scaled(operandOf(deal.get('deal.totalValue')), ratioOf(share), mul);
  return of === 'totalValue'
    ? amount
    : assuming(amount, 'the share is of the total value: no source says of what');
};

/** Every prepayment that is agreed; where none is, what is told of one by an amount or a share. */
export const prepaymentsOf = (
  dealId: string,
  deal: Current,
  { events }: Matter,
): readonly PrepaymentAmount[] => {
  const agreed = agreedPrepayments(dealId, events);
  const told = [...deal.keys()].flatMap((path) => amountRegex.exec(path)?.[1] ?? []);
  const ids = agreed.length > 0 ? [...new Set(agreed.map(({ prepaymentId }) => prepaymentId))] : told;
  if (ids.length === 0) {
    const share = deal.get('deal.prepaymentShare');
    return share === undefined ? [] : [{ by: 'share', amount: amountOfShare(deal, share, undefined) }];
  }
  const isOnlyOne = agreed.filter(({ share }) => share !== undefined).length === 1;
  return ids.map((prepaymentId): PrepaymentAmount => {
    const stated = deal.get(`deal.prepayment.${prepaymentId}.amount`);
    if (stated !== undefined) return { prepaymentId, by: 'amount', amount: operandOf(stated) };
    const share = shareOfPrepayment(deal, { prepaymentId }, isOnlyOne);
    const { of } = agreed.find((each) => each.prepaymentId === prepaymentId) ?? {};
    return { prepaymentId, by: 'share', amount: amountOfShare(deal, share, of) };
  });
};

/** All that is paid ahead; undefined where one of the amounts is not known, or the currencies differ. */
export const totalOf = (prepayments: readonly PrepaymentAmount[]): Operand | undefined => {
  const [first, ...rest] = prepayments;
  return rest.reduce((sum, { amount }) => withinCurrency(sum, amount, add), first?.amount);
};
