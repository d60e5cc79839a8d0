import { CloseFinancing } from '@dealtrail/deals/financing/close-financing/close-financing';
import { instruments } from '@dealtrail/deals/financing/financing.fields';
import { financingLife } from '@dealtrail/deals/financing/financing.stages';
import { MoneyFigure } from '@dealtrail/deals/values/figure';
import { LocalId } from '@dealtrail/deals/values/ids';
import { Modality } from '@dealtrail/deals/values/modality';
import { PartialDate } from '@dealtrail/deals/values/partial-date';
import { Rating } from '@dealtrail/deals/values/rating';
import type { FinancingAnswer, MoneyLine, RatingView, TrancheView } from '@dealtrail/views/financings/answer';
import { z } from 'zod';
import { Basis, page } from './basis.ts';
import { component, like, word } from './component.ts';
import { openConflicts } from './conflicts.ts';
import { terms } from './figures.ts';
import { Assessment, partyName, Role, Stage } from './shared.ts';
import { changedAt, dealId, eventId, financingId, partyId, position, sources } from './values.ts';

const closing = CloseFinancing.shape;

const moneyLine = (kind: z.ZodType<string>) =>
  like<MoneyLine>()(z.strictObject({ kind: word(kind), amount: MoneyFigure, eventId, sources }));

const SourceOfFunds = component(
  'SourceOfFunds',
  'Where some of the money comes from.',
  moneyLine(closing.sourcesOfFunds.unwrap().element.shape.kind),
);

const UseOfFunds = component(
  'UseOfFunds',
  'What some of the money is for.',
  moneyLine(closing.usesOfFunds.unwrap().element.shape.kind),
);

const Tranche = component(
  'Tranche',
  'A part of the financing with an instrument of its own.',
  like<TrancheView>()(
    z.strictObject({
      trancheId: word(LocalId),
      instrument: word(z.enum(instruments)),
      commitment: MoneyFigure.nullable(),
      eventId,
    }),
  ),
);

const notch = z
  .int()
  .min(1)
  .max(22)
  .nullable()
  .describe("1 (best) to 22 (default) on the agency's scale; null for an agency that nobody named.");

const RatingOn = component(
  'RatingOnDate',
  'A credit rating with its date.',
  like<RatingView>()(
    z.strictObject({
      eventId,
      position,
      rating: Rating,
      notch,
      ratedOn: PartialDate,
      sources,
      modality: Modality,
    }),
  ),
);

const financing = like<FinancingAnswer>()(
  z.strictObject({
    financingId,
    borrower: z.strictObject({ partyId, name: partyName }).nullable(),
    parties: z.array(Role),
    funds: z.array(dealId).describe('Deals it funds, sorted.'),
    stage: word(z.enum(financingLife.order))
      .nullable()
      .describe('The furthest stage reached by `effectiveAt`; null before the first.'),
    stages: z.array(Stage).describe('Every stage recorded, in the order recorded.'),
    terms,
    tranches: z.array(Tranche),
    sourcesOfFunds: z.array(SourceOfFunds),
    usesOfFunds: z.array(UseOfFunds),
    ratings: z.array(RatingOn),
    assessments: z.array(Assessment),
    openConflicts,
    changedAt,
  }),
);

const Item = component('Financing', 'A financing as it stands.', financing);

export const FinancingWithBasis = component(
  'FinancingWithBasis',
  'A financing as it stands, and the basis of the answer.',
  financing.extend({ basis: Basis }),
);

export const Financings = component('Financings', 'A page of financings.', page(Item));
