import { nonPositive } from '../amounts.ts';
import type { Rejection } from '../rejection.ts';
import type { MoneyFigure } from '../values/figure.ts';
import type { DealParty, PartyRole } from '../values/party-role.ts';
import { kindOfPath } from '../values/path-kinds.ts';
import { figuresOf, optionsOf, Terms } from '../values/term-path.ts';
import { text } from '../values/text.ts';

/** A title is one line on a screen; what a deal is about goes into its terms. */
export const titleLengthMax = 200;
export const Title = text(titleLengthMax);

/** The terms of an announcement or a signing. */
export const DealTerms = Terms.refine(
  (terms) => {
    const ids = optionsOf(terms).map(({ optionId }) => optionId);
    return new Set(ids).size === ids.length;
  },
  {
    path: ['options'],
    params: { code: 'INVALID_FIELDS' },
    message: 'must name each optionId once: it is unique in its deal',
  },
);

/**
 * Roles that face each other across one agreement. Other roles go together as they come: a hardware vendor may be
 * the customer, and a provider may lease the building it provides from.
 */
const facing: readonly (readonly [PartyRole, PartyRole])[] = [
  ['provider', 'customer'],
  ['supplier', 'customer'],
  ['lessor', 'lessee'],
  ['acquirer', 'target'],
  ['borrower', 'lender'],
  ['issuer', 'investor'],
];

/** SAME_PARTY_BOTH_SIDES when one party takes two roles that face each other. */
export const bothSides = (parties: readonly DealParty[]): Rejection | undefined => {
  const holds = (partyId: string, role: PartyRole) =>
    parties.some((party) => party.partyId === partyId && party.role === role);
  for (const [index, { partyId, role }] of parties.entries()) {
    const pair = facing.find(([one, two]) => role === two && holds(partyId, one));
    if (pair === undefined) continue;
    const detail = `${partyId} is named as ${pair[0]} and as ${pair[1]}: nobody makes a deal with themselves. Correct one of the two.`;
    return { code: 'SAME_PARTY_BOTH_SIDES', detail, pointer: `/parties/${String(index)}`, other: partyId };
  }
  return undefined;
};

/** Operating income may be a loss; every other amount of a deal is a price of something. */
const mayBeNegative: ReadonlySet<string> = new Set(['deal.noi', 'deal.annualNoi']);

const isPrice = (path: string): boolean => kindOfPath(path) === 'money' && !mayBeNegative.has(path);

/** Terms that no announcement or signing may carry: a coverage that cannot name its basis (rule 8), an amount of nothing. */
export const termsFault = (terms: Terms | undefined): Rejection | undefined => {
  if (terms?.['coverage'] !== undefined)
    return {
      code: 'COVERAGE_BASIS_REQUIRED',
      detail:
        'A coverage names what was measured against what. Record it with ReportTerm on deal.coverage, which has measuredBy.',
      pointer: '/terms/coverage',
    };
  const prices = figuresOf(terms).flatMap(([path, figure]) =>
    isPrice(path) ? nonPositive(figure as MoneyFigure, `/terms/${path.slice('deal.'.length)}`) : undefined,
  );
  const added = optionsOf(terms).map(({ adds }, index) =>
    nonPositive(adds.value, `/terms/options/${String(index)}/adds/value`),
  );
  return [...prices, ...added].find((fault) => fault !== undefined);
};
