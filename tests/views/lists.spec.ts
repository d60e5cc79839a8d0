import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { intervalOfFigure } from '@dealtrail/deals/values/figure-policy';
import { compare, parseDecimal } from '@dealtrail/deals/values/rational';
import { listDeals } from '@dealtrail/views/deal-current/deal-list';
import { dealSorts } from '@dealtrail/views/deal-current/list-item';
import type { DealFilters, DealListItem, DealSort } from '@dealtrail/views/deal-current/list-item';
import type { Place } from '@dealtrail/views/index-query';
import { replayReader } from '@dealtrail/views/replay-reader';
import type { Reader } from '@dealtrail/views/reader';
import { storedEvents } from '@dealtrail/views/specify-view';
import { histories } from './histories.ts';

const walk = async (
  reader: Reader,
  filters: DealFilters,
  sort: DealSort,
): Promise<readonly DealListItem[]> => {
  const items: DealListItem[] = [];
  let after: Place | undefined;
  do {
    const page = await listDeals(reader, filters, {
      limit: 1,
      sort,
      ...(after === undefined ? {} : { after }),
    });
    items.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return items;
};

/** The same filters, judged one by one on the whole list: what the index may never change. */
const atLeast =
  (min: string) =>
  ({ totalValue }: DealListItem): boolean => {
    const interval = totalValue === null ? undefined : intervalOfFigure('money', totalValue);
    if (interval === undefined) return false;
    const { high } = interval;
    if (high === null) return true;
    const order = compare(high.at, parseDecimal(min));
    return high.open ? order > 0 : order >= 0;
  };

const filters: readonly (readonly [DealFilters, (deal: DealListItem) => boolean])[] = [
  [{}, () => true],
  [{ class: 'hosting' }, (deal) => deal.class === 'hosting'],
  [{ stage: 'announced' }, (deal) => deal.stage === 'announced'],
  [{ party: 'party_globex' }, (deal) => deal.parties.some(({ partyId }) => partyId === 'party_globex')],
  [{ currency: 'USD', minValue: '1250.5' }, atLeast('1250.5')],
  [{ currency: 'USD', minValue: '1000' }, atLeast('1000')],
  [{ currency: 'EUR' }, () => false],
  [{ changedSince: 10 }, (deal) => deal.changedAt > 10],
];

describe('a list of deals over any history', () => {
  test('holds exactly what matches, in every order, page by page', async () => {
    await fc.assert(
      fc.asyncProperty(histories(40), fc.constantFrom(...dealSorts), async (pasts, sort) => {
        const reader = replayReader(storedEvents(pasts), {
          ...{ ledgerId: 'main', position: pasts.length, effectiveAt: '2026-01-15' },
        });
        const all = await walk(reader, {}, sort);
        for (const [filter, matches] of filters)
          expect((await walk(reader, filter, sort)).map(({ dealId }) => dealId)).toEqual(
            all.filter(matches).map(({ dealId }) => dealId),
          );
      }),
      { numRuns: 150 },
    );
  });

  test('is sorted by what each deal says, with those that say nothing last', async () => {
    await fc.assert(
      fc.asyncProperty(histories(40), async (pasts) => {
        const reader = replayReader(storedEvents(pasts), {
          ...{ ledgerId: 'main', position: pasts.length, effectiveAt: '2026-01-15' },
        });
        const amounts = (await walk(reader, {}, 'totalValue')).map(
          ({ totalValue }) => (totalValue?.value ?? totalValue?.low)?.amount,
        );
        const stated = amounts.filter((amount) => amount !== undefined);
        expect(amounts.slice(0, stated.length)).toEqual(stated);
        expect(stated).toEqual(stated.toSorted((a, b) => compare(parseDecimal(b), parseDecimal(a))));
        const positions = (await walk(reader, {}, 'changed')).map(({ changedAt }) => changedAt);
        expect(positions).toEqual(positions.toSorted((a, b) => b - a));
      }),
      { numRuns: 100 },
    );
  });
});
