import { Citation } from '@dealtrail/deals/values/citation';
import { DealClass } from '@dealtrail/deals/values/deal-class';
import { Decimal } from '@dealtrail/deals/values/decimal';
import { Duration } from '@dealtrail/deals/values/duration';
import {
  AnyFigure,
  DateFigure,
  DecimalFigure,
  DurationFigure,
  HardwareFigure,
  MoneyFigure,
  PowerFigure,
  Qualifier,
  RateFigure,
  TextFigure,
} from '@dealtrail/deals/values/figure';
import { Hardware } from '@dealtrail/deals/values/hardware';
import {
  CommandId,
  DealId,
  EventId,
  FinancingId,
  LocalId,
  PartyId,
  SourceId,
} from '@dealtrail/deals/values/ids';
import { Instant } from '@dealtrail/deals/values/instant';
import { Listing } from '@dealtrail/deals/values/listing';
import { Modality } from '@dealtrail/deals/values/modality';
import { CurrencyCode, Money } from '@dealtrail/deals/values/money';
import { PartialDate } from '@dealtrail/deals/values/partial-date';
import { DealParty, PartyRole } from '@dealtrail/deals/values/party-role';
import { Power } from '@dealtrail/deals/values/power';
import { Rate } from '@dealtrail/deals/values/rate';
import { Rating } from '@dealtrail/deals/values/rating';
import { Option, TermPath, Terms } from '@dealtrail/deals/values/term-path';
import { Window } from '@dealtrail/deals/values/window';
import { z } from 'zod';
import { component } from './component.ts';

/** Meaning and unit of each value of the language, by its name in the contract. */
const values: readonly (readonly [id: string, schema: z.ZodType, description: string])[] = [
  ['DealId', DealId, 'Id of a deal, chosen by whoever records it.'],
  ['FinancingId', FinancingId, 'Id of a financing, chosen by whoever records it.'],
  ['PartyId', PartyId, 'Id of a party, chosen by whoever records it.'],
  ['SourceId', SourceId, 'Id of a source, chosen by whoever records it.'],
  ['LocalId', LocalId, 'Id of a part (a prepayment, a tranche, an option), unique in its stream.'],
  ['EventId', EventId, 'Id of an event, given by the server: a UUID in lower case.'],
  ['CommandId', CommandId, 'The Idempotency-Key under which a command was sent, or the server gave it.'],
  ['Decimal', Decimal, 'A number as text, never a double: no exponent, no separators.'],
  ['CurrencyCode', CurrencyCode, 'ISO 4217 alphabetic code.'],
  [
    'Money',
    Money,
    'In major units of the currency: $9.7 billion is {"amount": "9700000000", "currency": "USD"}.',
  ],
  ['Rate', Rate, 'In basis points, hundredths of a percent: 20% is {"bps": "2000"}.'],
  ['Duration', Duration, 'Whole days, months or years.'],
  ['Power', Power, 'Megawatts, and where they are measured.'],
  ['Hardware', Hardware, 'What the machines are; whatever nobody said is absent.'],
  [
    'PartialDate',
    PartialDate,
    'A date as precise as its source: a day, month, quarter, half or year, bounds (both inclusive), or "unknown".',
  ],
  ['Instant', Instant, 'RFC 3339 with offset, or a wall clock time whose zone nobody gave.'],
  ['Citation', Citation, 'Where it says so: the source, and the page, item or paragraph in it.'],
  [
    'Modality',
    Modality,
    'How a thing is said. `rumoured`: by unnamed people. Opinions, forecasts and inferences never set terms.',
  ],
  ['Rating', Rating, 'A credit rating as the agency wrote it.'],
  ['Listing', Listing, 'Where a security trades: ticker and market (ISO 10383).'],
  [
    'Window',
    Window,
    'Over what a share-price move was measured. What a source leaves `unspecified` equals nothing else.',
  ],
  ['DealClass', DealClass, 'What kind of deal it is.'],
  ['PartyRole', PartyRole, 'As what a party takes part.'],
  ['DealParty', DealParty, 'Who takes part, and as what. A party with several roles has an entry for each.'],
  ['TermPath', TermPath, 'What is spoken of: `deal.totalValue`, `financing.coverage`, `other.power-mix`.'],
  ['Option', Option, 'What a party may still add to the deal, and what it adds.'],
  ['Terms', Terms, 'Figures by term path without `deal.`, and options.'],
  [
    'Qualifier',
    Qualifier,
    'How the value is meant. `range` has low and high, `undisclosed` no value, every other one a value.',
  ],
  ['MoneyFigure', MoneyFigure, 'An amount as somebody gave it.'],
  ['RateFigure', RateFigure, 'A rate, in basis points, as somebody gave it.'],
  ['DurationFigure', DurationFigure, 'A duration as somebody gave it.'],
  ['PowerFigure', PowerFigure, 'A capacity, in megawatts, as somebody gave it.'],
  ['DecimalFigure', DecimalFigure, 'A plain number as somebody gave it.'],
  ['TextFigure', TextFigure, 'A text as somebody gave it.'],
  ['DateFigure', DateFigure, 'A date as somebody gave it.'],
  ['HardwareFigure', HardwareFigure, 'Machines as somebody described them.'],
  [
    'Figure',
    AnyFigure,
    'A value as somebody gave it, with its qualifier: "nearly 30%" stays nearly and never becomes 30. A word (a class, a stage) is an exact text.',
  ],
];

for (const [id, schema, description] of values) component(id, description, schema);

/** What a figure of no fixed type holds; the schema of such a figure knows it as its `value`. */
const valueOf = (figure: z.ZodType): z.ZodType => {
  const value: unknown = figure instanceof z.ZodObject ? figure.shape['value'] : undefined;
  if (value instanceof z.ZodOptional) return value.unwrap() as z.ZodType;
  throw new Error('a figure is an object with an optional value');
};

export const FigureValue = component(
  'FigureValue',
  'A value of any type; its shape says which. A decimal and a text are both written as text.',
  valueOf(AnyFigure),
);

/** Ids where the server's types say only `string`. */
export const dealId: z.ZodType<string> = DealId;
export const financingId: z.ZodType<string> = FinancingId;
export const partyId: z.ZodType<string> = PartyId;
export const sourceId: z.ZodType<string> = SourceId;
export const eventId: z.ZodType<string> = EventId;

export const streamId = z
  .string()
  .regex(/^(deal|financing|party|source)_[a-z0-9-]{1,80}$/)
  .describe('The stream: the id of a deal, a financing, a party or a source.');

export const path = z
  .string()
  .min(1)
  .describe(
    'A term path, or `deal.class`, `deal.role.<role>.<partyId>`, `financing.role.<role>.<partyId>`, `financing.rating.<AGENCY>`, `event.<eventId>.<field>`.',
  );

export const count = z.int().min(0);

export const position = z
  .int()
  .min(0)
  .describe('Position in the log of the ledger: dense, from 1, in order recorded.');

export const changedAt = z
  .int()
  .min(1)
  .describe('Position of the last event that changed what is answered here.');

export const sources = z.array(Citation).describe('Who says so.');

/** As the server writes every time: UTC, six digits, never through a double. */
export const time = z
  .string()
  .regex(/^\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
  .meta({ format: 'date-time', description: 'RFC 3339 UTC with six digits.' });
