import { AgreePrepayment } from '@dealtrail/deals/deal/agree-prepayment/agree-prepayment';
import { dealLife } from '@dealtrail/deals/deal/deal.stages';
import { RelateDeals } from '@dealtrail/deals/deal/relate-deals/relate-deals';
import { financingLife } from '@dealtrail/deals/financing/financing.stages';
import { DealClass } from '@dealtrail/deals/values/deal-class';
import { DateFigure, MoneyFigure, RateFigure } from '@dealtrail/deals/values/figure';
import { LocalId } from '@dealtrail/deals/values/ids';
import { Modality } from '@dealtrail/deals/values/modality';
import { Money } from '@dealtrail/deals/values/money';
import { PartialDate } from '@dealtrail/deals/values/partial-date';
import type {
  DealCurrentAnswer,
  FinancingBrief,
  PaymentView,
  PrepaymentView,
  RelationView,
} from '@dealtrail/views/deal-current/answer';
import type { DealListItem } from '@dealtrail/views/deal-current/list-item';
import { z } from 'zod';
import { Basis, page } from './basis.ts';
import { component, like, word } from './component.ts';
import { openConflicts } from './conflicts.ts';
import { FigureView, terms } from './figures.ts';
import { Assessment, partyName, Role, role, Stage } from './shared.ts';
import { changedAt, dealId, eventId, financingId, partyId, position, sources } from './values.ts';

const dealStage = word(z.enum(dealLife.order)).nullable();
const dealClass = word(DealClass).nullable().describe('What kind of deal it is; null where nobody says.');
const title = z.string().nullable().describe('As announced or signed; null where neither is recorded.');

const Payment = component(
  'Payment',
  'An instalment of a prepayment that was received.',
  like<PaymentView>()(z.strictObject({ eventId, position, amount: Money, receivedOn: PartialDate, sources })),
);

const Prepayment = component(
  'Prepayment',
  'What the customer agreed to pay ahead, by share or amount, and what came in.',
  like<PrepaymentView>()(
    z.strictObject({
      prepaymentId: word(LocalId),
      eventId,
      share: RateFigure.optional(),
      amount: MoneyFigure.optional(),
      of: word(AgreePrepayment.shape.of),
      creditFrom: PartialDate.optional().describe('From when it is credited against what is owed.'),
      sources,
      modality: Modality,
      received: z.array(Payment),
    }),
  ),
);

const Brief = component(
  'FinancingBrief',
  'A financing that funds the deal; the whole of it is at /v1/financings/{id}.',
  like<FinancingBrief>()(
    z.strictObject({
      financingId,
      stage: word(z.enum(financingLife.order)).nullable(),
      amount: FigureView.nullable().describe('Principal; null where nobody claims one.'),
    }),
  ),
);

const Relation = component(
  'Relation',
  'What this deal has to do with another.',
  like<RelationView>()(
    z.strictObject({
      otherDealId: dealId,
      kind: word(RelateDeals.shape.kind),
      direction: z
        .enum(['from', 'to'])
        .describe('from: recorded on this deal; to: recorded on the other deal about this one.'),
      eventId,
      sources,
    }),
  ),
);

const current = like<DealCurrentAnswer>()(
  z.strictObject({
    dealId,
    title,
    class: dealClass,
    stage: dealStage.describe('The furthest stage reached by `effectiveAt`; null before the first.'),
    stages: z.array(Stage).describe('Every stage recorded, in the order recorded.'),
    parties: z.array(Role),
    terms,
    prepayments: z.array(Prepayment),
    financings: z.array(Brief),
    related: z.array(Relation),
    assessments: z.array(Assessment),
    openConflicts: openConflicts.describe(
      'Open conflicts of the deal, its financings and its parties; /claims lists them.',
    ),
    changedAt: changedAt.describe("Position of the last event in the deal's own stream."),
  }),
);

export const Deal = component(
  'Deal',
  'A deal as it stands, every figure with why it won and what it won over.',
  current.extend({ basis: Basis }),
);

const ListedParty = z.strictObject({ partyId, name: partyName, role });

const Item = component(
  'DealListItem',
  'What tells a deal from others; the whole of it is at /v1/deals/{id}.',
  like<DealListItem>()(
    z.strictObject({
      dealId,
      title,
      class: dealClass,
      stage: dealStage.describe('The furthest stage reached by `effectiveAt`; null before the first.'),
      parties: z.array(ListedParty),
      announcedOn: DateFigure.nullable().describe('The claim that stands; null when none does.'),
      totalValue: MoneyFigure.nullable().describe('The claim that stands; null when none does.'),
      changedAt,
    }),
  ),
);

export const Deals = component('Deals', 'A page of deals.', page(Item));
