import type { Rejection } from '../rejection.ts';
import type { News } from '../same-news.ts';
import type { Stages } from '../stages.ts';
import type { RateFinancing } from './rate-financing/rate-financing.ts';
import type { FinancingStage } from './financing.stages.ts';

/** What the commands on a financing are judged by: the events that stand, not which of their values wins. */
export type FinancingState = {
  /** Some standing event has named the borrower. */
  readonly opened: boolean;
  readonly stages: Stages<FinancingStage>;
  readonly ratings: readonly (News & { readonly data: RateFinancing })[];
};

export const noFinancing: FinancingState = { opened: false, stages: {}, ratings: [] };

/** Everything else about a financing needs one that stands: opened, and not retracted since. */
export const unopened = (financing: FinancingState, financingId: string): Rejection | undefined => {
  if (financing.opened) return undefined;
  const detail = `Nothing on record opens ${financingId}: record an announcement or a closing first.`;
  return { code: 'UNKNOWN_FINANCING', detail, pointer: '/financingId' };
};
