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

export const AnnounceFinancing = z.strictObject({
  financingId: FinancingId,
  borrower: PartyId,
  parties: DealParties.optional(),
  funds: FundedDeals,
  target: MoneyFigure.optional(),
  announcedOn: PartialDate,
  tranches: Tranches.optional(),
});
export type AnnounceFinancing = z.infer<typeof AnnounceFinancing>;

/** A raise was made public. It opens the financing, or is back-filled beneath a pricing or closing recorded before. */
export const announceFinancing: Slice<
  'AnnounceFinancing',
  'FinancingAnnounced',
  AnnounceFinancing,
  FinancingState
> = {
  command: 'AnnounceFinancing',
  event: 'FinancingAnnounced',
  schemaVersion: 1,
  fields: AnnounceFinancing,
  summary: 'A financing was announced: who borrows, for which deals, and the amount aimed at',
  stream: ({ financingId }) => financingId,
  occurredOn: ({ announcedOn }) => announcedOn,
  decide(ask, financing) {
    const { data } = ask;
    const recorded = financing.stages.announced?.record;
    if (recorded !== undefined)
      return alreadyRecorded(recorded, ask, 'STAGE_ALREADY_RECORDED', 'The announcement of this financing');
    const refusal =
      nonPositive(data.target, '/target') ??
      nonPositiveTranche(data.tranches) ??
      outOfOrder(financingLife, financing.stages, 'announced', data.announcedOn);
    return refusal === undefined ? accept({ type: 'FinancingAnnounced', data }) : reject(refusal);
  },
};
