import { accept, reject } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import type { Rejection } from '../../rejection.ts';
import { sameNews } from '../../same-news.ts';
import type { Slice } from '../../slice.ts';
import { afterEnd } from '../../stages.ts';
import { FinancingId } from '../../values/ids.ts';
import { PartialDate } from '../../values/partial-date.ts';
import { notchOf, Rating } from '../../values/rating.ts';
import { financingLife } from '../financing.stages.ts';
import { unopened } from '../financing.state.ts';
import type { FinancingState } from '../financing.state.ts';

export const RateFinancing = z.strictObject({
  financingId: FinancingId,
  rating: Rating,
  ratedOn: PartialDate,
});
export type RateFinancing = z.infer<typeof RateFinancing>;

/** An unnamed agency has no scale: its symbol is kept as the source wrote it, without a notch. */
const offScale = ({ agency, symbol }: Rating): Rejection | undefined => {
  if (agency === 'UNKNOWN' || notchOf(agency, symbol) !== undefined) return undefined;
  const detail = `${symbol} is not on the long-term scale of ${agency}. Check symbol and agency; an agency that no source names is UNKNOWN.`;
  return { code: 'RATING_NOT_ON_AGENCY_SCALE', detail, pointer: '/rating/symbol' };
};

/** An agency spoke about the debt. Ratings are many: each agency, each action, each tranche is its own record. */
export const rateFinancing: Slice<'RateFinancing', 'FinancingRated', RateFinancing, FinancingState> = {
  command: 'RateFinancing',
  event: 'FinancingRated',
  schemaVersion: 1,
  fields: RateFinancing,
  summary: 'A rating agency rated a financing; an agency that no source names is UNKNOWN',
  stream: ({ financingId }) => financingId,
  occurredOn: ({ ratedOn }) => ratedOn,
  decide(ask, financing) {
    const { data } = ask;
    const again = sameNews(financing.ratings, { ...ask, type: 'FinancingRated' });
    if (again !== undefined) return again;
    const refusal =
      unopened(financing, data.financingId) ??
      offScale(data.rating) ??
      afterEnd(financingLife, financing.stages, data.ratedOn, '/ratedOn');
    return refusal === undefined ? accept({ type: 'FinancingRated', data }) : reject(refusal);
  },
};
