import type { Derived } from '@dealtrail/deals/derived/derived-figure';
import type { Input } from '@dealtrail/deals/derived/operand';
import { Decimal } from '@dealtrail/deals/values/decimal';
import { AnyFigure } from '@dealtrail/deals/values/figure';
import { EventId, LocalId } from '@dealtrail/deals/values/ids';
import { Money } from '@dealtrail/deals/values/money';
import { Rate } from '@dealtrail/deals/values/rate';
import type {
  CapitalStackAnswer,
  ContingentView,
  CoverageView,
  LayerAmount,
  LayerView,
} from '@dealtrail/views/capital-stack/answer';
import { z } from 'zod';
import { Basis } from './basis.ts';
import { component, like, word } from './component.ts';
import { Because, claimEventId } from './figures.ts';
import { changedAt, dealId, financingId, path, sources, streamId } from './values.ts';

const DerivedInput = component(
  'DerivedInput',
  'A claim that went into a derived figure.',
  like<Input>()(z.strictObject({ path, claimEventId: EventId, value: AnyFigure })),
);

const days = z.strictObject({ count: z.int(), unit: z.literal('day') });

const DerivedFigure = component(
  'DerivedFigure',
  'A figure that no source states, with everything that went into it. It is never a claim.',
  like<Derived>()(
    z.strictObject({
      name: z.string().min(1),
      financingId: financingId.optional().describe('Absent for a figure of the deal alone.'),
      prepaymentId: word(LocalId).optional().describe('Of the prepayment whose amount it is.'),
      formula: z.string().min(1).describe('How it follows from the inputs, for a person.'),
      inputs: z.array(DerivedInput),
      assumptions: z.array(z.string()).describe('What was taken for granted.'),
      result: z
        .union([Money, Rate, days])
        .describe('Rounded half up: money to the minor unit, rates to 0.01 of a basis point, days whole.'),
      exact: z
        .string()
        .regex(/^-?\d+(\/\d+)?$/)
        .describe(
          'Before rounding, a fraction in lowest terms: money in major units, rates in basis points.',
        ),
      wholeUnits: Decimal.optional().describe(
        'Money only: rounded half up to whole major units, for reading.',
      ),
    }),
  ),
);

const Amount = component(
  'LayerAmount',
  'What a layer comes to: as stated, as derived, or not said.',
  like<LayerAmount>()(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('stated'), figure: AnyFigure }),
      z.strictObject({ kind: z.literal('derived'), derived: DerivedFigure }),
      z.strictObject({ kind: z.literal('undisclosed'), figure: AnyFigure }),
      z.strictObject({
        kind: z.literal('unknown').describe('Nobody says an amount, which is not the same as undisclosed.'),
        figure: AnyFigure.nullable().describe('What is said instead, a share; null where nothing is.'),
      }),
    ]),
  ),
);

const Layer = component(
  'Layer',
  'One layer of the stack: who pays, how much, and on whose word.',
  like<LayerView>()(
    z.strictObject({
      kind: z.enum(['debt', 'prepayment', 'equity']),
      label: z.string(),
      financingId: financingId.optional(),
      prepaymentId: word(LocalId).optional(),
      amount: Amount,
      basis: z.string().describe('What the amount is: `principal`, `commitment`, `share of totalValue`.'),
      sources,
      because: Because.nullable().describe('Null where no claim on a path stands behind it.'),
    }),
  ),
);

const Coverage = component(
  'Coverage',
  'A claimed coverage with what it counts. Two of them are two claims, never one average.',
  like<CoverageView>()(
    z.strictObject({
      subject: streamId,
      path,
      value: AnyFigure,
      numerator: z.array(z.string()).describe('What is counted.'),
      denominator: z.string().nullable().describe('Of what it is the share; null where nobody says.'),
      sources,
      claimEventId,
    }),
  ),
);

const Contingent = component(
  'Contingent',
  'A backstop or guarantee: shown beside the stack, never summed into it.',
  like<ContingentView>()(z.strictObject({ path, value: AnyFigure, claimEventId, sources })),
);

const stack = like<CapitalStackAnswer>()(
  z.strictObject({
    dealId,
    layers: z.array(Layer),
    coverage: z.array(Coverage).describe('Every coverage that stands, also those that lost.'),
    derived: z.array(DerivedFigure),
    contingent: z.array(Contingent),
    changedAt,
  }),
);

export const CapitalStack = component(
  'CapitalStack',
  'Who pays for a deal: layers as claimed, coverage with what it counts, and the figures that follow.',
  stack.extend({ basis: Basis }),
);
