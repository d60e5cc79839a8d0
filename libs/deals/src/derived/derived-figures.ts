import { countsPrepayment } from '../claims/basis-conflicts.ts';
import type { Claim } from '../claims/claim.ts';
import type { Matter } from '../claims/conflict.ts';
import { byPath, winnerOf } from '../claims/rank.ts';
import { daysBetween } from '../values/calendar.ts';
import type { Duration } from '../values/duration.ts';
import { intervalOf } from '../values/partial-date.ts';
import type { PartialDate } from '../values/partial-date.ts';
import { add, div, mul, one, rational, sub } from '../values/rational.ts';
import { asDays, asMoney, asRate } from './derived-figure.ts';
import type { Derived } from './derived-figure.ts';
import { assuming, inputOf, operandOf, ratioOf, scaled, withinCurrency } from './operand.ts';
import type { Operand } from './operand.ts';
import { prepaymentsOf, totalOf } from './prepayments.ts';
import type { PrepaymentAmount } from './prepayments.ts';

type Current = ReadonlyMap<string, Claim>;

const monthsPerYear = rational(12n);

/** Instruments that are paid for with ownership. */
export const equityInstruments: ReadonlySet<string> = new Set(['commonEquity', 'preferredEquity']);

const isZero = ({ at }: Operand): boolean => at.n === 0n;

/** Current claims of one subject by path. */
const currentOf = (subject: string, matter: Matter): Current => {
  const groups = byPath(matter.claims.filter((claim) => claim.subject === subject));
  const winners = [...groups.values()].flatMap((group) => winnerOf(group, matter) ?? []);
  return new Map(winners.map((claim) => [claim.path, claim]));
};

/** A term in years; one in days has no number of years. */
const yearsOf = (claim: Claim | undefined): Operand | undefined => {
  const operand = operandOf(claim);
  if (claim === undefined || operand === undefined) return undefined;
  const { count, unit } = claim.value.value as Duration;
  if (unit === 'day') return undefined;
  const units = rational(BigInt(count));
  return { ...operand, at: unit === 'year' ? units : div(units, monthsPerYear) };
};

const quotient = (a: Operand | undefined, b: Operand | undefined): Operand | undefined =>
  b === undefined || isZero(b) ? undefined : scaled(a, b, div);

/** Of two amounts in one currency: a plain number. */
const ratio = (a: Operand | undefined, b: Operand | undefined): Operand | undefined => {
  const of = b === undefined || isZero(b) ? undefined : withinCurrency(a, b, div);
  return of === undefined ? undefined : { ...of, currency: undefined };
};

const ofDeal = (
  deal: Current,
  prepayments: readonly PrepaymentAmount[],
): readonly (Derived | undefined)[] => {
  const value = operandOf(deal.get('deal.totalValue'));
  return [
    ...prepayments.map(({ prepaymentId, by, amount }) =>
      by === 'share'
        ? asMoney({ name: 'prepaymentAmount', prepaymentId, formula: 'prepaymentShare x totalValue' }, amount)
        : undefined,
    ),
    asMoney(
      { name: 'annualisedValue', formula: 'totalValue / term in years' },
      assuming(quotient(value, yearsOf(deal.get('deal.term'))), 'the value is spread evenly over the term'),
    ),
    asMoney(
      { name: 'valueAfterPrepayment', formula: 'totalValue - prepayment' },
      withinCurrency(value, totalOf(prepayments), sub),
    ),
  ];
};

/** What the debt pays for, by its coverage: as the source puts it, and as it would be with the prepayment counted. */
const costs = (financingId: string, financing: Current, prepayment: Operand | undefined) => {
  const claim = financing.get('financing.coverage');
  const amount = operandOf(financing.get('financing.amount'));
  const coverage = ratioOf(claim);
  if (claim === undefined || coverage === undefined) return [];
  const counted = claim.measuredBy?.numerator.join(', ') ?? 'what nobody says';
  const withPrepayment = quotient(withinCurrency(amount, prepayment, add), coverage);
  const together = asMoney(
    { name: 'impliedCostDebtAndPrepayment', financingId, formula: '(amount + prepayment) / coverage' },
    countsPrepayment(claim)
      ? withPrepayment
      : assuming(
          withPrepayment,
          `the coverage counts the prepayment too, although its source names only: ${counted}`,
        ),
  );
  if (countsPrepayment(claim)) return [together];
  const cost = assuming(
    quotient(amount, coverage),
    `the coverage counts the debt alone, as its source says: ${counted}`,
  );
  const uncovered = { ...coverage, at: sub(one, coverage.at) };
  return [
    asMoney({ name: 'impliedCostDebtOnly', financingId, formula: 'amount / coverage' }, cost),
    asMoney(
      { name: 'impliedEquityGap', financingId, formula: 'amount / coverage x (1 - coverage)' },
      scaled(cost, uncovered, mul),
    ),
    together,
  ];
};

/** From the announcement to the closing; a closing that is only bounded gives the most days there can be. */
const daysToClosing = (financingId: string, deal: Current, financing: Current): Derived | undefined => {
  const [announced, closed] = [deal.get('deal.announcedOn'), financing.get('financing.closedOn')];
  if (announced?.value.qualifier !== 'exact' || closed?.value.qualifier !== 'exact') return undefined;
  const from = intervalOf(announced.value.value as PartialDate);
  const to = intervalOf(closed.value.value as PartialDate);
  if (from.earliest === null || from.earliest !== from.latest || to.latest === null) return undefined;
  const operand: Operand = {
    at: rational(BigInt(daysBetween(from.earliest, to.latest))),
    inputs: [inputOf(announced), inputOf(closed)],
    assumptions: to.earliest === to.latest ? [] : ['the closing is only bounded: at most so many days'],
  };
  return asDays(
    { name: 'daysFromAnnouncementToClosing', financingId, formula: 'closedOn - announcedOn' },
    operand,
  );
};

type Parts = { readonly deal: Current; readonly prepayment: Operand | undefined; readonly matter: Matter };

/** A financing of several deals is not split: no source says how. */
const shared = (financingId: string, { events }: Matter): readonly string[] => {
  const deals = events.flatMap(({ event, retractedBy }) => {
    const { funds = [] } = event.data as { readonly funds?: readonly string[] };
    return event.streamId === financingId && retractedBy === null ? funds : [];
  });
  return new Set(deals).size > 1 ? ['the whole amount is for this deal, although it funds others too'] : [];
};

/** Formulas that speak of debt hold only where no tranche is said to be equity. */
const isDebt = (financingId: string, { events }: Matter): boolean =>
  !events.some(({ event, retractedBy }) => {
    const { tranches = [] } = event.data as {
      readonly tranches?: readonly { readonly instrument: string }[];
    };
    return (
      event.streamId === financingId &&
      retractedBy === null &&
      tranches.some(({ instrument }) => equityInstruments.has(instrument))
    );
  });

const ofFinancing = (
  financingId: string,
  { deal, prepayment, matter }: Parts,
): readonly (Derived | undefined)[] => {
  const financing = currentOf(financingId, matter);
  const stated = operandOf(financing.get('financing.amount'));
  const amount = assuming(stated, ...shared(financingId, matter));
  const value = operandOf(deal.get('deal.totalValue'));
  const capex = operandOf(financing.get('financing.gpuCapex'));
  const debt = isDebt(financingId, matter) ? amount : undefined;
  const sum = withinCurrency(debt, prepayment, add);
  return [
    ...(debt === undefined ? [] : costs(financingId, financing, prepayment)),
    asRate(
      { name: 'financingShareOfValue', financingId, formula: 'amount / totalValue' },
      ratio(amount, value),
    ),
    asMoney({ name: 'debtAndPrepayment', financingId, formula: 'amount + prepayment' }, sum),
    daysToClosing(financingId, deal, financing),
    asRate({ name: 'coverageByDebt', financingId, formula: 'amount / gpuCapex' }, ratio(debt, capex)),
    asRate(
      { name: 'coverageByDebtAndPrepayment', financingId, formula: '(amount + prepayment) / gpuCapex' },
      ratio(sum, capex),
    ),
  ];
};

/**
 * Every figure that follows from what currently stands of a deal and the financings that fund it. Only figures stated
 * exactly are calculated with, amounts only within one currency; a figure is never inferred from another that happens
 * to be equal (rule 8).
 *
 * @param financingIds the financings that fund the deal
 */
export const derivedFigures = (
  matter: Matter,
  dealId: string,
  financingIds: readonly string[],
): readonly Derived[] => {
  const deal = currentOf(dealId, matter);
  const prepayments = prepaymentsOf(dealId, deal, matter);
  const parts: Parts = { deal, prepayment: totalOf(prepayments), matter };
  const all = [...ofDeal(deal, prepayments), ...financingIds.flatMap((id) => ofFinancing(id, parts))];
  return all.filter((derived) => derived !== undefined);
};
