/** What the analysis of the five articles says of each disagreement, and where it must be seen. */
export type Expected = {
  readonly class: string;
  readonly state: string;
  readonly subject: string;
  readonly path: string;
  /** Commands of the case whose claims must all stand in the conflict, each on its own. */
  readonly between: readonly string[];
};

const deal = 'deal_iren-microsoft-ai-cloud';
const financing = 'financing_iren-gpu-2026';
const party = 'party_iren';

const moves: Expected = {
  class: 'window',
  state: 'open',
  subject: deal,
  path: 'stockMove.IREN',
  between: ['move-s3', 'move-s2', 'move-s4'],
};

const conflict = (
  kind: string,
  state: string,
  subject: string,
  path: string,
  between: readonly string[],
): Expected => ({ class: kind, state, subject, path, between });

/** Disagreements that are conflicts of a class. K15, K16 and K19 are none: see the specs that speak of them. */
export const conflicts: Readonly<Record<string, Expected>> = {
  K01: moves,
  K02: moves,
  K03: conflict('value', 'adopted', deal, 'deal.totalValue', [
    'announce',
    'value-s2',
    'value-s2-nine-figure',
  ]),
  K04: conflict('identity', 'explained', party, 'party.name', ['party-iren', 'name-iren', 'name-s2']),
  K05: conflict('status', 'open', party, 'party.business', ['business-s0', 'business-s1']),
  K06: conflict('date', 'subsumed', deal, 'deal.announcedOn', ['announce', 'announced-on-s2']),
  K07: conflict('value', 'subsumed', deal, 'deal.term', ['announce', 'term-s0', 'term-s1']),
  K08: conflict('value', 'subsumed', deal, 'deal.totalValue', ['announce', 'disclosure-s1']),
  K09: conflict('status', 'subsumed', financing, 'financing.label', [
    'label-financing-s0',
    'label-financing-s1',
  ]),
  K10: conflict('basis', 'open', financing, 'financing.coverage', ['prepayment', 'coverage-s0']),
  K11: conflict('attribution', 'subsumed', deal, 'role.party_microsoft', ['announce', 'competitors']),
  K12: conflict('anachronism', 'open', deal, 'source.source_policy-commentary-iren-microsoft', [
    'quality-s4',
  ]),
  K13: conflict('status', 'adopted', financing, 'financing.stage', [
    'stage-s0',
    'stage-s1',
    'stage-s1-agreement',
  ]),
  K14: conflict('date', 'subsumed', financing, 'financing.closedOn', ['close-financing', 'closed-on-s0']),
  K17: conflict('status', 'open', deal, 'deal.scope', ['scope-s1', 'scope-s2-s4']),
  K18: conflict('attribution', 'open', financing, 'financing.security', ['security-s0', 'credit-support']),
};
