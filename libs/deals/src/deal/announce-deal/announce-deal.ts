import { accept, reject } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import { alreadyRecorded } from '../../same-news.ts';
import type { Slice } from '../../slice.ts';
import { outOfOrder } from '../../stages.ts';
import { DealClass } from '../../values/deal-class.ts';
import { DealId } from '../../values/ids.ts';
import { PartialDate } from '../../values/partial-date.ts';
import { DealParties } from '../../values/party-role.ts';
import { bothSides, DealTerms, termsFault, Title } from '../deal.fields.ts';
import { dealLife } from '../deal.stages.ts';
import type { DealState } from '../deal.state.ts';

export const AnnounceDeal = z.strictObject({
  dealId: DealId,
  class: DealClass,
  title: Title,
  parties: DealParties,
  announcedOn: PartialDate,
  terms: DealTerms.optional(),
});
export type AnnounceDeal = z.infer<typeof AnnounceDeal>;

/**
 * A deal was made public. It opens the deal, or joins a rumour or a signing recorded earlier: announced and signed
 * come in any order, and a rumoured deal may be announced with other parties and another class.
 */
export const announceDeal: Slice<'AnnounceDeal', 'DealAnnounced', AnnounceDeal, DealState> = {
  command: 'AnnounceDeal',
  event: 'DealAnnounced',
  schemaVersion: 1,
  fields: AnnounceDeal,
  summary: 'A deal was announced, with the parties and the terms that its source names',
  stream: ({ dealId }) => dealId,
  occurredOn: ({ announcedOn }) => announcedOn,
  decide(ask, deal) {
    const { data } = ask;
    const recorded = deal.stages.announced?.record;
    if (recorded !== undefined)
      return alreadyRecorded(recorded, ask, 'STAGE_ALREADY_RECORDED', 'The announcement of this deal');
    const refusal =
      bothSides(data.parties) ??
      termsFault(data.terms) ??
      outOfOrder(dealLife, deal.stages, 'announced', data.announcedOn);
    return refusal === undefined ? accept({ type: 'DealAnnounced', data }) : reject(refusal);
  },
};
