import { accept, reject } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import { nonPositive } from '../../amounts.ts';
import { alreadyRecorded } from '../../same-news.ts';
import type { Slice } from '../../slice.ts';
import { outOfOrder } from '../../stages.ts';
import { MoneyFigure } from '../../values/figure.ts';
import { FinancingId, PartyId } from '../../values/ids.ts';
import { PartialDate } from '../../values/partial-date.ts';
import { DealParties } from '../../values/party-role.ts';
import { FundedDeals, nonPositiveTranche, Tranches } from '../financing.fields.ts';
import { financingLife } from '../financing.stages.ts';
import type { FinancingState } from '../financing.state.ts';
import { fundsUnbalanced, nonPositiveFunds, tranchesDoNotSum } from './closing-arithmetic.ts';

const sourceKinds = ['debt', 'prepayment', 'equity', 'vendorFinance', 'other'] as const;
const useKinds = [
  'capex',
  'refinancing',
  'repurchase',
  'distribution',
  'reserves',
  'fees',
  'generalPurposes',
  'other',
] as const;

/** Lines of a sources-and-uses table; a closing names about a dozen. */
export const fundLinesMax = 100;

/** Guarantees and backstops are no kind of source: they are contingent and never summed (rule 7). */
const Sources = z
  .array(z.strictObject({ kind: z.enum(sourceKinds), amount: MoneyFigure }))
  .min(1)
  .max(fundLinesMax);
const Uses = z
  .array(z.strictObject({ kind: z.enum(useKinds), amount: MoneyFigure }))
  .min(1)
  .max(fundLinesMax);

export const CloseFinancing = z.strictObject({
  financingId: FinancingId,
  borrower: PartyId,
  parties: DealParties.optional(),
  funds: FundedDeals,
  closedOn: PartialDate,
  amount: MoneyFigure.describe('principal, not proceeds'),
  tranches: Tranches.optional(),
  sourcesOfFunds: Sources.optional(),
  usesOfFunds: Uses.optional(),
  complete: z
    .boolean()
    .optional()
    .describe('true: sources and uses are all there, so they are checked to balance where all are exact'),
  netProceeds: MoneyFigure.optional(),
});
export type CloseFinancing = z.infer<typeof CloseFinancing>;

/** The money was committed. It opens the financing where nobody recorded an announcement or a pricing before. */
export const closeFinancing: Slice<'CloseFinancing', 'FinancingClosed', CloseFinancing, FinancingState> = {
  command: 'CloseFinancing',
  event: 'FinancingClosed',
  schemaVersion: 1,
  fields: CloseFinancing,
  summary:
    'A financing closed: its principal and, where a source names them, tranches, sources and uses of funds',
  stream: ({ financingId }) => financingId,
  occurredOn: ({ closedOn }) => closedOn,
  decide(ask, financing) {
    const { data } = ask;
    const recorded = financing.stages.closed?.record;
    if (recorded !== undefined)
      return alreadyRecorded(recorded, ask, 'STAGE_ALREADY_RECORDED', 'The closing of this financing');
    const refusal =
      nonPositive(data.amount, '/amount') ??
      nonPositive(data.netProceeds, '/netProceeds') ??
      nonPositiveTranche(data.tranches) ??
      nonPositiveFunds(data) ??
      tranchesDoNotSum(data) ??
      fundsUnbalanced(data) ??
      outOfOrder(financingLife, financing.stages, 'closed', data.closedOn);
    return refusal === undefined ? accept({ type: 'FinancingClosed', data }) : reject(refusal);
  },
};
