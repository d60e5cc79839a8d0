import { accept, reject } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import { nonPositive } from '../../amounts.ts';
import type { FaultCode } from '../../rejection.ts';
import { alreadyRecorded } from '../../same-news.ts';
import type { Slice } from '../../slice.ts';
import { MoneyFigure, RateFigure } from '../../values/figure.ts';
import { DealId, LocalId } from '../../values/ids.ts';
import { PartialDate } from '../../values/partial-date.ts';
import { unopened } from '../deal.state.ts';
import type { DealState } from '../deal.state.ts';
import { prepaymentFault } from '../prepayments.ts';

const bases = ['totalValue', 'trancheValue', 'unspecified'] as const;

export const AgreePrepayment = z
  .strictObject({
    dealId: DealId,
    prepaymentId: LocalId,
    share: RateFigure.optional().describe('either share or amount'),
    amount: MoneyFigure.optional().describe('either share or amount'),
    of: z.enum(bases).describe('what the share is a share of; unspecified where no source says'),
    creditFrom: PartialDate.optional().describe('from when it is credited against what is owed'),
  })
  .superRefine(
    ({ share, amount }, context) => {
      const fault = (path: 'share' | 'amount', code: FaultCode, message: string) => {
        context.addIssue({ code: 'custom', path: [path], params: { code }, message });
      };
      if (share === undefined && amount === undefined)
        fault('share', 'MISSING_FIELD', 'is required where there is no amount');
      if (share !== undefined && amount !== undefined)
        fault('amount', 'INVALID_FIELDS', 'does not go with share: one is never inferred from the other');
    },
    { when: () => true }, // Also where other fields are faulty: every fault of a body is named at once.
  );
export type AgreePrepayment = z.infer<typeof AgreePrepayment>;

/** The customer agreed to pay ahead. No source need say when, so the event is dated unknown. */
export const agreePrepayment: Slice<'AgreePrepayment', 'PrepaymentAgreed', AgreePrepayment, DealState> = {
  command: 'AgreePrepayment',
  event: 'PrepaymentAgreed',
  schemaVersion: 1,
  fields: AgreePrepayment,
  summary: 'A prepayment was agreed, as a share or as an amount',
  stream: ({ dealId }) => dealId,
  occurredOn: () => 'unknown',
  decide(ask, deal) {
    const { data } = ask;
    const recorded = deal.agreements.find((each) => each.data.prepaymentId === data.prepaymentId);
    if (recorded !== undefined)
      return alreadyRecorded(recorded, ask, 'PREPAYMENT_ALREADY_AGREED', `Prepayment ${data.prepaymentId}`);
    const agreements = [...deal.agreements, { data }];
    const refusal =
      unopened(deal, data.dealId) ??
      nonPositive(data.amount, '/amount') ??
      nonPositive(data.share, '/share') ??
      prepaymentFault({ ...deal, agreements }, data.share === undefined ? '/amount' : '/share');
    return refusal === undefined ? accept({ type: 'PrepaymentAgreed', data }) : reject(refusal);
  },
};
