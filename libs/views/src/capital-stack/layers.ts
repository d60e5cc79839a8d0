import { equityInstruments } from '@dealtrail/deals/derived/derived-figures';
import { pathOfPrepaymentShare } from '@dealtrail/deals/claims/prepayments';
import type { AnyFigure } from '@dealtrail/deals/values/figure';
import type { DealScope } from '../deal-current/deal-scope.ts';
import type { PrepaymentView } from '../deal-current/answer.ts';
import type { FigureView } from '../figure-view.ts';
import type { FinancingState } from '../financings/financing.state.ts';
import type { DerivedView, LayerAmount, LayerKind, LayerView } from './answer.ts';

/** The figures that stand on each path, by subject. */
export type Terms = (subject: string) => Readonly<Record<string, FigureView>>;

/** Debt of every financing, what the customer pays ahead, and what equity has to add. */
export const layersOf = (
  scope: DealScope,
  terms: Terms,
  derived: readonly DerivedView[],
): readonly LayerView[] => [
  ...[...scope.financings].flatMap(([id, state]) => financed(id, state, terms(id))),
  ...scope.deal.prepayments.map((agreed) => prepaid(agreed, sharesOf(scope, terms(scope.dealId)), derived)),
  ...[...scope.financings].flatMap(([id, state]) => equity(id, state, terms(id), derived)),
];

const kindOf = (instrument: string): LayerKind => {
  if (equityInstruments.has(instrument)) return 'equity';
  return instrument === 'prepayment' ? 'prepayment' : 'debt';
};

/** One layer per tranche where several are named; else one for the whole, since its amount is known better. */
const financed = (
  financingId: string,
  { tranches }: FinancingState,
  terms: ReturnType<Terms>,
): readonly LayerView[] => {
  const amount = terms['financing.amount'] ?? terms['financing.target'];
  if (tranches.length < 2)
    return [
      {
        kind: kindOf(tranches[0]?.instrument ?? 'unspecifiedDebt'),
        label: wordsOf(terms['financing.label']) ?? tranches[0]?.instrument ?? financingId,
        financingId,
        amount: amountOf(amount?.value),
        basis: terms['financing.amount'] === undefined ? 'target' : 'principal',
        sources: amount?.because.sources ?? [],
        because: amount?.because ?? null,
      },
    ];
  return tranches.map(({ trancheId, instrument, commitment }) => ({
    kind: kindOf(instrument),
    label: `${instrument} ${trancheId}`,
    financingId,
    amount: amountOf(commitment ?? undefined),
    basis: 'commitment',
    sources: amount?.because.sources ?? [],
    because: amount?.because ?? null,
  }));
};

const wordsOf = (label: FigureView | undefined): string | undefined => {
  const value = label?.value.value;
  return typeof value === 'string' ? value : label?.value.asStated;
};

const amountOf = (figure: AnyFigure | undefined): LayerAmount => {
  if (figure === undefined) return { kind: 'unknown', figure: null };
  return { kind: figure.qualifier === 'undisclosed' ? 'undisclosed' : 'stated', figure };
};

/** `deal.prepaymentShare` speaks of a prepayment only where it is the deal's only one by a share. */
const sharesOf = ({ deal }: DealScope, terms: ReturnType<Terms>): ReturnType<Terms> => {
  const { 'deal.prepaymentShare': share, ...others } = terms;
  const [only, ...more] = deal.prepayments.filter((agreed) => agreed.share !== undefined);
  if (share === undefined || only === undefined || more.length > 0) return others;
  return { ...others, [pathOfPrepaymentShare(only.prepaymentId)]: share };
};

/** An amount as stated; else the agreed share of the value, derived where both are exact. */
const prepaid = (
  { prepaymentId, share, of, sources }: Omit<PrepaymentView, 'received'>,
  terms: ReturnType<Terms>,
  derived: readonly DerivedView[],
): LayerView => {
  const stated = terms[`deal.prepayment.${prepaymentId}.amount`];
  const figure = stated ?? terms[pathOfPrepaymentShare(prepaymentId)];
  const amount = derived.find(
    (each) => each.name === 'prepaymentAmount' && each.prepaymentId === prepaymentId,
  );
  return {
    kind: 'prepayment',
    label: prepaymentId,
    prepaymentId,
    amount: stated === undefined ? derivedOr(amount, share) : amountOf(stated.value),
    basis: stated === undefined ? `share of ${of}` : 'amount',
    sources: figure?.because.sources ?? sources,
    because: figure?.because ?? null,
  };
};

/** `figure`: what is said instead of an amount. */
const derivedOr = (derived: DerivedView | undefined, figure: AnyFigure | undefined): LayerAmount => {
  if (derived !== undefined) return { kind: 'derived', derived };
  return figure?.qualifier === 'undisclosed'
    ? { kind: 'undisclosed', figure }
    : { kind: 'unknown', figure: figure ?? null };
};

/** What somebody says of the borrower's own money; a gap that only follows from the coverage is shown as derived. */
const equity = (
  financingId: string,
  { sourcesOfFunds }: FinancingState,
  terms: ReturnType<Terms>,
  derived: readonly DerivedView[],
): readonly LayerView[] => {
  const claimed = terms['financing.equityContribution'];
  const lines = sourcesOfFunds.filter(({ kind }) => kind === 'equity');
  const named = claimed !== undefined && claimed.value.qualifier !== 'undisclosed';
  if (!named && lines.length > 0)
    return lines.map(({ amount, sources }) => ({
      kind: 'equity',
      label: 'equity',
      financingId,
      amount: amountOf(amount),
      basis: 'sourcesOfFunds',
      sources,
      because: null,
    }));
  const gap = derived.find((each) => each.name === 'impliedEquityGap' && each.financingId === financingId);
  if (claimed === undefined && gap === undefined) return [];
  return [
    {
      kind: 'equity',
      label: wordsOf(claimed) ?? 'equity',
      financingId,
      amount: named ? amountOf(claimed.value) : derivedOr(gap, claimed?.value),
      basis: named || gap === undefined ? 'equityContribution' : 'impliedEquityGap',
      sources: claimed?.because.sources ?? [],
      because: claimed?.because ?? null,
    },
  ];
};
