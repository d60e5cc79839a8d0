import { accept, reject } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import { nonPositiveMoney } from '../../amounts.ts';
import { sameNews } from '../../same-news.ts';
import type { Slice } from '../../slice.ts';
import { afterEnd } from '../../stages.ts';
import { DealId, LocalId } from '../../values/ids.ts';
import { Money } from '../../values/money.ts';
import { PartialDate } from '../../values/partial-date.ts';
import { dealLife } from '../deal.stages.ts';
import { unopened } from '../deal.state.ts';
import type { DealState } from '../deal.state.ts';
import { prepaymentFault } from '../prepayments.ts';

export const ReceivePrepayment = z.strictObject({
  dealId: DealId,
  prepaymentId: LocalId,
  amount: Money,
  receivedOn: PartialDate,
});
export type ReceivePrepayment = z.infer<typeof ReceivePrepayment>;

/** Money came in. It may be recorded before the agreement it belongs to, and in as many instalments as there were. */
export const receivePrepayment: Slice<
  'ReceivePrepayment',
  'PrepaymentReceived',
  ReceivePrepayment,
  DealState
> = {
  command: 'ReceivePrepayment',
  event: 'PrepaymentReceived',
  schemaVersion: 1,
  fields: ReceivePrepayment,
  summary: 'A prepayment, or an instalment of one, was received',
  stream: ({ dealId }) => dealId,
  occurredOn: ({ receivedOn }) => receivedOn,
  decide(ask, deal) {
    const { data } = ask;
    const again = sameNews(deal.receipts, { ...ask, type: 'PrepaymentReceived' });
    if (again !== undefined) return again;
    const refusal =
      unopened(deal, data.dealId) ??
      nonPositiveMoney(data.amount, '/amount') ??
      prepaymentFault({ ...deal, receipts: [...deal.receipts, { data }] }, '/amount') ??
      afterEnd(dealLife, deal.stages, data.receivedOn, '/receivedOn');
    return refusal === undefined ? accept({ type: 'PrepaymentReceived', data }) : reject(refusal);
  },
};
