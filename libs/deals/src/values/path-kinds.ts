import type { FigureKind } from './scale.ts';

const kindsByPath: Readonly<Record<string, FigureKind>> = {
  'deal.totalValue': 'money',
  'deal.upToValue': 'money',
  'deal.annualValue': 'money',
  'deal.annualRevenue': 'money',
  'deal.pricePerUnit': 'money',
  'deal.breakFee': 'money',
  'deal.commission': 'money',
  'deal.capexPerMw': 'money',
  'deal.considerationPerShare': 'money',
  'deal.noi': 'money',
  'deal.annualNoi': 'money',
  'deal.noiMargin': 'rate',
  'deal.escalator': 'rate',
  'deal.prepaymentShare': 'rate',
  'deal.stake': 'rate',
  'deal.coverage': 'rate',
  'deal.exchangeRatio': 'decimal',
  'deal.term': 'duration',
  'deal.renewalTerm': 'duration',
  'deal.capacity': 'power',
  'deal.upToCapacity': 'power',
  'deal.hardware': 'hardware',
  'deal.announcedOn': 'date',
  'deal.signedOn': 'date',
  'deal.startsOn': 'date',
  'deal.endsOn': 'date',
  'deal.site': 'text',
  'deal.endUse': 'text',
  'deal.scope': 'text',
  'deal.stage': 'text',
  'deal.considerationKind': 'text',
  'deal.fundingPlan': 'text',
  'deal.exclusivity': 'text',
  'deal.label': 'text',
  'financing.amount': 'money',
  'financing.target': 'money',
  'financing.netProceeds': 'money',
  'financing.equityContribution': 'money',
  'financing.gpuCapex': 'money',
  'financing.overAllotment': 'money',
  'financing.coverage': 'rate',
  'financing.coupon': 'rate',
  'financing.spread': 'rate',
  'financing.loanToCost': 'rate',
  'financing.maturity': 'date',
  'financing.closedOn': 'date',
  'financing.rating': 'text',
  'financing.lenders': 'text',
  'financing.label': 'text',
  'financing.stage': 'text',
  'financing.security': 'text',
  'financing.amortisation': 'text',
  'party.name': 'text',
  'party.business': 'text',
  'party.seat': 'text',
  'party.backlog': 'money',
};

const patterns: readonly { readonly regex: RegExp; readonly kind: FigureKind | 'any' }[] = [
  { regex: /^deal\.prepayment\.[a-z0-9-]{1,40}\.amount$/, kind: 'money' },
  { regex: /^deal\.support\.[a-z0-9-]{1,40}\.cap$/, kind: 'money' },
  { regex: /^deal\.milestone\.[a-z0-9-]{1,40}\.due$/, kind: 'date' },
  { regex: /^party\.stakeIn\.party_[a-z0-9-]{1,80}$/, kind: 'rate' },
  { regex: /^other\.(?=.{1,80}$)[a-z0-9]+(-[a-z0-9]+)*$/, kind: 'any' },
];

const measuredRegex = /^(deal\.(?:capacity|upToCapacity))\.(?:criticalIT|gross|utility|unspecified)$/;

/** The path without the measure that tells the capacities apart (`deal.capacity.gross` is of `deal.capacity`). */
export const unmeasured = (path: string): string => measuredRegex.exec(path)?.[1] ?? path;

/** The paths of section 3a that are spelled out, as they stand there. */
export const plainTermPaths: readonly string[] = Object.keys(kindsByPath);

/** The path's type; `any` for `other.<name>`; undefined for a path that does not exist. */
export const kindOfPath = (path: string): FigureKind | 'any' | undefined => {
  const plain = unmeasured(path);
  if (Object.hasOwn(kindsByPath, plain)) return kindsByPath[plain];
  return patterns.find(({ regex }) => regex.test(path))?.kind;
};

/** Which kind of stream a path speaks of; `other.<name>` may be said of any. */
export const subjectOfPath = (path: string): 'deal' | 'financing' | 'party' | 'any' => {
  const first = path.slice(0, path.indexOf('.'));
  return first === 'deal' || first === 'financing' || first === 'party' ? first : 'any';
};
