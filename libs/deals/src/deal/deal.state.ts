import type { Rejection } from '../rejection.ts';
import type { News } from '../same-news.ts';
import type { Stages } from '../stages.ts';
import type { MoneyFigure } from '../values/figure.ts';
import type { AgreePrepayment } from './agree-prepayment/agree-prepayment.ts';
import type { DealStage } from './deal.stages.ts';
import type { ReceivePrepayment } from './receive-prepayment/receive-prepayment.ts';
import type { RelateDeals } from './relate-deals/relate-deals.ts';

/** An event of the deal as it stands today: corrected, with every citation, and not retracted. */
export type Told<Data> = News & { readonly data: Data };

/** What the commands on a deal are judged by. It holds facts, not rankings: which value wins is for the views. */
export type DealState = {
  /** Some standing event has said of what class the deal is and who takes part. */
  readonly opened: boolean;
  readonly stages: Stages<DealStage>;
  /** Every total value that anything on record claims, in the order recorded. */
  readonly totalValues: readonly MoneyFigure[];
  readonly agreements: readonly Told<AgreePrepayment>[];
  readonly receipts: readonly Told<ReceivePrepayment>[];
  readonly relations: readonly Told<RelateDeals>[];
};

export const noDeal: DealState = {
  opened: false,
  stages: {},
  totalValues: [],
  agreements: [],
  receipts: [],
  relations: [],
};

/** Everything else about a deal needs one that stands: opened, and not retracted since. */
export const unopened = (deal: DealState, dealId: string): Rejection | undefined => {
  if (deal.opened) return undefined;
  const detail = `Nothing on record opens ${dealId}: record an announcement or a signing first.`;
  return { code: 'UNKNOWN_DEAL', detail, pointer: '/dealId' };
};
