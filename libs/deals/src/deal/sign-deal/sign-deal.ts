import { accept, reject } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import { alreadyRecorded } from '../../same-news.ts';
import { malformed } from '../../rejection.ts';
import type { Fault, Rejection } from '../../rejection.ts';
import type { Slice } from '../../slice.ts';
import { outOfOrder } from '../../stages.ts';
import { DealClass } from '../../values/deal-class.ts';
import { DealId } from '../../values/ids.ts';
import { PartialDate } from '../../values/partial-date.ts';
import { DealParties } from '../../values/party-role.ts';
import { bothSides, DealTerms, termsFault, Title } from '../deal.fields.ts';
import { dealLife } from '../deal.stages.ts';
import type { DealState } from '../deal.state.ts';

export const SignDeal = z.strictObject({
  dealId: DealId,
  signedOn: PartialDate,
  class: DealClass.optional(),
  title: Title.optional(),
  parties: DealParties.optional(),
  terms: DealTerms.optional(),
});
export type SignDeal = z.infer<typeof SignDeal>;

/** The command that opens a deal says of what class it is and who takes part; a later one may leave both out. */
const missingToOpen = (data: SignDeal, deal: DealState): Rejection | undefined => {
  const fields = (['class', 'parties'] as const).filter((name) => !deal.opened && data[name] === undefined);
  return malformed(
    fields.map((field): Fault => ({
      pointer: `/${field}`,
      code: 'MISSING_FIELD',
      detail: `Nothing on record opens ${data.dealId} yet, so its signing needs ${field}.`,
    })),
  );
};

/** The agreement was signed. It opens the deal where nobody recorded an announcement or a rumour before. */
export const signDeal: Slice<'SignDeal', 'DealSigned', SignDeal, DealState> = {
  command: 'SignDeal',
  event: 'DealSigned',
  schemaVersion: 1,
  fields: SignDeal,
  summary: 'A deal was signed; class and parties are needed where this opens the deal',
  stream: ({ dealId }) => dealId,
  occurredOn: ({ signedOn }) => signedOn,
  decide(ask, deal) {
    const { data } = ask;
    const recorded = deal.stages.signed?.record;
    if (recorded !== undefined)
      return alreadyRecorded(recorded, ask, 'STAGE_ALREADY_RECORDED', 'The signing of this deal');
    const refusal =
      missingToOpen(data, deal) ??
      bothSides(data.parties ?? []) ??
      termsFault(data.terms) ??
      outOfOrder(dealLife, deal.stages, 'signed', data.signedOn);
    return refusal === undefined ? accept({ type: 'DealSigned', data }) : reject(refusal);
  },
};
