import { conflictClasses, conflictStates } from '@dealtrail/deals/claims/conflict';
import { dealLife } from '@dealtrail/deals/deal/deal.stages';
import { financingLife } from '@dealtrail/deals/financing/financing.stages';
import { DealClass } from '@dealtrail/deals/values/deal-class';
import { Decimal } from '@dealtrail/deals/values/decimal';
import { DealId, PartyId } from '@dealtrail/deals/values/ids';
import { CurrencyCode } from '@dealtrail/deals/values/money';
import { fold } from '@dealtrail/deals/values/text';
import { dealSorts } from '@dealtrail/views/deal-current/list-item';
import { timelineLimitMax } from '@dealtrail/views/deal-timeline/timeline';
import { listLimitMax } from '@dealtrail/views/limits';
import { z } from 'zod';
import { day, integer } from '../edge/query.ts';
import { asAt, basisQuery } from './basis.ts';

/** Characters of a text that is searched for. */
const searchLengthMax = 200;

const search = z
  .string()
  .trim()
  .min(1, 'is empty')
  .max(searchLengthMax, `takes at most ${String(searchLengthMax)} characters`)
  .regex(/^[^\0\p{Cs}]*$/u, 'holds characters that no text can hold');
const page = { ...basisQuery, limit: integer(1, listLimitMax).optional() };
const changedSince = integer(0).optional();

export const DealsQuery = z
  .strictObject({
    ...page,
    stage: z.enum(dealLife.order).optional(),
    class: DealClass.optional(),
    party: PartyId.optional(),
    minValue: Decimal.optional(),
    maxValue: Decimal.optional(),
    currency: CurrencyCode.optional(),
    announcedFrom: day.optional(),
    announcedTo: day.optional(),
    changedSince,
    sort: z.enum(dealSorts).optional(),
  })
  .refine(
    ({ minValue, maxValue, currency }) =>
      currency !== undefined || (minValue === undefined && maxValue === undefined),
    {
      path: ['currency'],
      message: 'is needed with minValue and maxValue: amounts of different currencies are not compared',
    },
  );

export const FinancingsQuery = z.strictObject({
  ...page,
  deal: DealId.optional(),
  party: PartyId.optional(),
  stage: z.enum(financingLife.order).optional(),
  changedSince,
});

export const PartiesQuery = z.strictObject({
  ...page,
  name: search.refine((text) => fold(text) !== '', 'holds no letter or digit to search for').optional(),
  identifier: search.optional(),
});

export const SourcesQuery = z.strictObject({
  ...page,
  tier: z.enum(['T1', 'T2', 'T3', 'T4', 'T5', 'T6']).optional(),
  publisher: search.optional(),
});

export const ConflictsQuery = z.strictObject({
  ...page,
  class: z.enum(conflictClasses).optional(),
  state: z.enum(conflictStates).optional(),
});

export const TimelineQuery = z.strictObject({
  ...basisQuery,
  order: z.enum(['recorded', 'occurred']).optional(),
  limit: integer(1, timelineLimitMax).optional(),
});

const { minPosition, epoch, view, policy } = basisQuery;

/** Two bases; what is said of the later one holds for both where nothing else is said of the earlier. */
export const DiffQuery = z.strictObject({
  from: asAt,
  to: asAt.optional(),
  fromEffectiveAt: day.optional(),
  toEffectiveAt: day.optional(),
  ...{ minPosition, epoch, view, policy },
});

export const OneQuery = z.strictObject(basisQuery);
