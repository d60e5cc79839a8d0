import type { AnyFigure } from '@dealtrail/deals/values/figure';
import type { PartialDate } from '@dealtrail/deals/values/partial-date';
import type { Fact } from '../facts.ts';

/** One line for a person, from the event alone: what happened, was said, or changed in our record. */
export const summaryOf = (fact: Fact): string => {
  switch (fact.type) {
    case 'DealAnnounced':
      return `Deal announced (${dateText(fact.data.announcedOn)}): ${fact.data.title}`;
    case 'DealSigned':
      return `Deal signed (${dateText(fact.data.signedOn)})`;
    case 'PrepaymentAgreed':
      return `Prepayment ${fact.data.prepaymentId} agreed: ${figureText(fact.data.share ?? fact.data.amount)}`;
    case 'PrepaymentReceived':
      return `Prepayment ${fact.data.prepaymentId} received: ${valueText(fact.data.amount)}`;
    case 'DealsRelated':
      return `Deal ${fact.data.kind} ${fact.data.otherDealId}`;
    case 'FinancingAnnounced':
      return `Financing announced (${dateText(fact.data.announcedOn)}): ${figureText(fact.data.target)}`;
    case 'FinancingClosed':
      return `Financing closed (${dateText(fact.data.closedOn)}): ${figureText(fact.data.amount)}`;
    case 'FinancingRated':
      return `Financing rated ${fact.data.rating.symbol} by ${fact.data.rating.agency}`;
    case 'StockMoveRecorded':
      return moveText(fact.data);
    case 'TermReported':
      return `${fact.data.path ?? fact.data.field ?? 'term'} reported: ${figureText(fact.data.value)}`;
    case 'AssessmentRecorded':
      return `${capital(fact.data.kind)}${fact.data.category === undefined ? '' : ` (${fact.data.category})`}: ${fact.data.summary}`;
    case 'ReportDenied':
      return `Report denied by ${fact.data.byParty}: ${fact.data.summary}`;
    case 'SourceRegistered':
      return `Source registered (${fact.data.tier}): ${fact.data.title ?? fact.data.publisher}`;
    case 'SourceRetracted':
      return `Source retracted: ${fact.data.sourceId}`;
    case 'PartyRegistered':
      return `Party registered: ${fact.data.legalName}`;
    case 'PartyRenamed':
      return `Party renamed: ${fact.data.newName} (${dateText(fact.data.effectiveOn)})`;
    case 'RecordCited':
      return 'One more source cited for an earlier record';
    case 'TermAdopted':
      return `Claim adopted for ${fact.data.path}: ${fact.data.rationale}`;
    case 'RecordCorrected':
      return `Record corrected: ${fact.data.changes.map(({ path }) => path).join(', ')}`;
    case 'RecordRetracted':
      return 'Record retracted';
  }
};

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const moveText = ({
  listing,
  change,
  window,
}: Extract<Fact, { type: 'StockMoveRecorded' }>['data']): string => {
  const moved =
    change === undefined ? (window.price === undefined ? '' : valueText(window.price)) : figureText(change);
  return `Share price of ${listing.ticker}: ${moved} (session ${window.session}, measure ${window.measure})`;
};

export const dateText = (date: PartialDate): string => {
  if (typeof date === 'string') return date === 'unknown' ? 'date unknown' : date;
  if (date.notBefore === undefined && date.notAfter === undefined) return `"${date.asStated ?? 'unknown'}"`;
  const bounds = [
    date.notBefore === undefined ? '' : `not before ${date.notBefore}`,
    date.notAfter === undefined ? '' : `not after ${date.notAfter}`,
  ];
  return bounds.filter((bound) => bound !== '').join(', ');
};

/** The words of the source where it gave any; else the qualifier and the value. */
const figureText = (figure: AnyFigure | undefined): string => {
  if (figure === undefined) return 'not given';
  if (figure.asStated !== undefined) return figure.asStated;
  const { qualifier, value, low, high } = figure;
  if (qualifier === 'range' && low !== undefined && high !== undefined)
    return `${valueText(low)} to ${valueText(high)}`;
  if (value === undefined) return qualifier;
  return qualifier === 'exact' ? valueText(value) : `${qualifier} ${valueText(value)}`;
};

type Value = NonNullable<AnyFigure['value']>;

const valueText = (value: Value): string => {
  if (typeof value === 'string') return value;
  if ('amount' in value) return `${value.currency} ${value.amount}`;
  if ('bps' in value) return `${value.bps} bps`;
  if ('count' in value) return `${String(value.count)} ${value.unit}`;
  if ('mw' in value) return `${value.mw} MW (${value.measure})`;
  if ('notBefore' in value || 'notAfter' in value) return dateText(value);
  return value.asStated ?? '';
};
