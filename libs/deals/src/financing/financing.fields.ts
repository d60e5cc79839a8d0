import { z } from 'zod';
import { nonPositive } from '../amounts.ts';
import type { Rejection } from '../rejection.ts';
import { MoneyFigure } from '../values/figure.ts';
import { DealId, LocalId } from '../values/ids.ts';

const isSet = (items: readonly string[]): boolean => new Set(items).size === items.length;

/** One financing rarely funds more than a handful of deals; a programme funds dozens. */
export const fundedDealsMax = 100;

/** The deals that the money is for; an empty list where no source names one. */
export const FundedDeals = z
  .array(DealId)
  .max(fundedDealsMax)
  .refine(isSet, { params: { code: 'INVALID_FIELDS' }, message: 'must name each deal once' });

export const instruments = [
  'delayedDrawTermLoan',
  'termLoan',
  'revolver',
  'seniorSecuredNotes',
  'privatePlacementNotes',
  'convertibleNotes',
  'abs',
  'preferredEquity',
  'commonEquity',
  'vendorFinance',
  'prepayment',
  'unspecifiedDebt',
] as const;

/** The largest syndications name a few dozen tranches. */
export const tranchesMax = 100;

const Tranche = z.strictObject({
  trancheId: LocalId,
  instrument: z.enum(instruments),
  commitment: MoneyFigure,
});
export type Tranche = z.infer<typeof Tranche>;

/** Absent where no source names any tranche; an empty list would claim that there are none. */
export const Tranches = z
  .array(Tranche)
  .min(1)
  .max(tranchesMax)
  .refine((tranches) => isSet(tranches.map(({ trancheId }) => trancheId)), {
    params: { code: 'INVALID_FIELDS' },
    message: 'must name each trancheId once: it is unique in its financing',
  });

export const nonPositiveTranche = (tranches: readonly Tranche[] = []): Rejection | undefined => {
  const faults = tranches.map(({ commitment }, index) =>
    nonPositive(commitment, `/tranches/${String(index)}/commitment`),
  );
  return faults.find((fault) => fault !== undefined);
};
