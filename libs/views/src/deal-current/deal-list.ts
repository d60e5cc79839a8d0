import { dealLife } from '@dealtrail/deals/deal/deal.stages';
import type { DateFigure, MoneyFigure } from '@dealtrail/deals/values/figure';
import { claims } from '../claims/claims.ts';
import { citedBy } from '../claims/cited.ts';
import { changedAtColumn } from '../index-query.ts';
import type { Condition, Place } from '../index-query.ts';
import { namesOf } from '../parties/parties.ts';
import type { Reader } from '../reader.ts';
import { stageAt, stagesDated } from '../shared-state.ts';
import { sortedPage } from '../sorted-page.ts';
import type { Page, Sort } from '../sorted-page.ts';
import { loadSources } from '../sources/source-book.ts';
import { mayLieBetween, mayBeAnnouncedBetween, sortDay } from './bounds.ts';
import { termsOf } from './deal-answer.ts';
import { dealCurrent } from './deal-view.ts';
import type { DealFilters, DealListItem, DealSort } from './list-item.ts';
import { classOf, partiesStanding } from './standing-facts.ts';

/** Only deals whose announcement or signing stands: one that is opened no more can be read by its id, not found. */
const render = async (reader: Reader, dealIds: readonly string[]): Promise<readonly DealListItem[]> => {
  const deals = await reader.states(dealCurrent, dealIds);
  const held = await reader.states(claims, dealIds);
  const sources = await loadSources(reader, [...held.values()].flatMap(citedBy));
  const parties = [...deals.values()].flatMap((deal) => deal.parties);
  const names = await namesOf(
    reader,
    parties.map(({ partyId }) => partyId),
  );
  return dealIds.flatMap((dealId) => {
    const deal = deals.get(dealId);
    if (deal === undefined || deal.stages.length === 0) return [];
    const terms = termsOf({ claims: held, sources }, dealId, reader.effectiveAt);
    return [
      {
        dealId,
        title: deal.opening?.title ?? null,
        class: classOf(terms),
        stage: stageAt(stagesDated(deal.stages, dealLife, terms), dealLife.order, reader.effectiveAt),
        parties: partiesStanding(deal, terms).map(({ partyId, role }) => ({
          partyId,
          name: names.get(partyId) ?? null,
          role,
        })),
        announcedOn: (terms['deal.announcedOn']?.value ?? null) as DateFigure | null,
        totalValue: (terms['deal.totalValue']?.value ?? null) as MoneyFigure | null,
        changedAt: deal.changedAt,
      },
    ];
  });
};

const sorts: Readonly<Record<DealSort, Sort<DealListItem>>> = {
  changed: {
    scale: 'number',
    direction: 'desc',
    low: changedAtColumn,
    high: changedAtColumn,
    exact: ({ changedAt }) => String(changedAt),
  },
  dealId: { scale: 'text', direction: 'asc', low: 'key', high: 'key', exact: ({ dealId }) => dealId },
  announcedOn: {
    scale: 'text',
    direction: 'desc',
    low: 'announced_low',
    high: 'announced_high',
    exact: ({ announcedOn }) => (announcedOn === null ? undefined : sortDay(announcedOn)),
  },
  totalValue: {
    scale: 'number',
    direction: 'desc',
    low: 'value_low',
    high: 'value_high',
    exact: ({ totalValue }) => (totalValue?.value ?? totalValue?.low)?.amount,
  },
};

/** Never leaves out a match: what the winning claim says is judged on the rendered item. */
const conditions = (filters: DealFilters): readonly Condition[] => {
  const { stage, party, currency, minValue, maxValue, announcedFrom, announcedTo, changedSince } = filters;
  const each: readonly (Condition | undefined)[] = [
    filters.class === undefined ? undefined : { column: 'classes', is: 'holds', value: filters.class },
    stage === undefined ? undefined : { column: 'stages', is: 'holds', value: stage },
    party === undefined ? undefined : { column: 'parties', is: 'holds', value: party },
    currency === undefined ? undefined : { column: 'currencies', is: 'holds', value: currency },
    minValue === undefined || currency === undefined
      ? undefined
      : { column: 'value_high', is: 'atLeast', value: minValue, as: 'number' },
    maxValue === undefined || currency === undefined
      ? undefined
      : { column: 'value_low', is: 'atMost', value: maxValue, as: 'number' },
    announcedFrom === undefined
      ? undefined
      : { column: 'announced_high', is: 'atLeast', value: announcedFrom, as: 'text' },
    announcedTo === undefined
      ? undefined
      : { column: 'announced_low', is: 'atMost', value: announcedTo, as: 'text' },
    changedSince === undefined
      ? undefined
      : { column: changedAtColumn, is: 'atLeast', value: changedSince + 1, as: 'number' },
  ];
  return each.filter((condition) => condition !== undefined);
};

const accepts =
  ({
    stage,
    class: dealClass,
    party,
    currency,
    minValue,
    maxValue,
    announcedFrom,
    announcedTo,
  }: DealFilters) =>
  (deal: DealListItem): boolean =>
    (stage === undefined || deal.stage === stage) &&
    (dealClass === undefined || deal.class === dealClass) &&
    (party === undefined || deal.parties.some(({ partyId }) => partyId === party)) &&
    (currency === undefined ||
      (deal.totalValue !== null && mayLieBetween(deal.totalValue, currency, minValue, maxValue))) &&
    ((announcedFrom === undefined && announcedTo === undefined) ||
      (deal.announcedOn !== null && mayBeAnnouncedBetween(deal.announcedOn, announcedFrom, announcedTo)));

/** One page of deals. `minValue` and `maxValue` count only with `currency`: amounts of different ones never compare. */
export const listDeals = (
  reader: Reader,
  filters: DealFilters,
  { after, limit, sort }: { readonly after?: Place; readonly limit: number; readonly sort: DealSort },
): Promise<Page<DealListItem>> =>
  sortedPage(reader, dealCurrent, {
    where: conditions(filters),
    sort: sorts[sort],
    limit,
    ...(after === undefined ? {} : { after }),
    keyOf: ({ dealId }) => dealId,
    render: (keys) => render(reader, keys),
    accepts: accepts(filters),
  });
