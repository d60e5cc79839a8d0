import { describe, expect, test } from '@jest/globals';
import { listConflicts, dealsPerPartyMax } from '@dealtrail/views/conflicts/list-conflicts';
import { dealCurrentAnswer, relatedDealsMax } from '@dealtrail/views/deal-current/deal-answer';
import { financingsPerDealMax } from '@dealtrail/views/deal-current/deal-scope';
import { replayReader } from '@dealtrail/views/replay-reader';
import { chainMax, sourceClosure } from '@dealtrail/views/sources/source-book';
import { storedEvents } from '@dealtrail/views/specify-view';
import type { Past } from '@dealtrail/views/specify-view';

const readerOver = (pasts: readonly Past[]) =>
  replayReader(storedEvents(pasts), { ledgerId: 'main', position: pasts.length, effectiveAt: '2026-11-22' });

const many = (count: number, past: (index: number) => Past): readonly Past[] =>
  Array.from({ length: count }, (_, index) => past(index));

const announced = (dealId: `deal_${string}`): Past => ({
  type: 'DealAnnounced',
  streamId: dealId,
  data: {
    ...{ dealId, class: 'hosting', title: dealId, announcedOn: 'unknown' },
    parties: [{ partyId: 'party_acme', role: 'provider' }],
  },
});

describe('an answer about one deal', () => {
  test('takes in as many financings as the limit says', async () => {
    const closed = (index: number): Past => ({
      type: 'FinancingClosed',
      streamId: `financing_${String(index)}`,
      data: {
        ...{ financingId: `financing_${String(index)}`, borrower: 'party_acme', funds: ['deal_acme'] },
        ...{ closedOn: 'unknown', amount: { qualifier: 'undisclosed' } },
      },
    });
    const reader = readerOver([announced('deal_acme'), ...many(financingsPerDealMax + 1, closed)]);
    expect((await dealCurrentAnswer(reader, 'deal_acme'))?.financings).toHaveLength(financingsPerDealMax);
  });

  test('takes in as many deals that point at it as the limit says', async () => {
    const related = (index: number): Past => ({
      type: 'DealsRelated',
      streamId: `deal_${String(index)}`,
      data: { dealId: `deal_${String(index)}`, otherDealId: 'deal_acme', kind: 'sameProgramme' },
    });
    const reader = readerOver([announced('deal_acme'), ...many(relatedDealsMax + 1, related)]);
    expect((await dealCurrentAnswer(reader, 'deal_acme'))?.related).toHaveLength(relatedDealsMax);
  });
});

test('a chain of reposts is followed as far as the limit says, and a circle comes to an end', async () => {
  const reposted = (count: number) => (index: number) =>
    ({
      type: 'SourceRegistered',
      streamId: `source_${String(index)}`,
      data: {
        ...{
          sourceId: `source_${String(index)}`,
          publisher: 'unknown',
          publishedAt: 'unknown',
          tier: 'T5',
          seen: true,
        },
        repostOf: `source_${String((index + 1) % count)}`,
      },
    }) as const satisfies Past;
  const long = chainMax + 5;
  expect(await sourceClosure(readerOver(many(long, reposted(long + 1))), ['source_0'])).toHaveLength(
    chainMax,
  );
  expect(await sourceClosure(readerOver(many(3, reposted(3))), ['source_0'])).toHaveLength(3);
});

test('the conflicts of a party with more deals than the limit are found all the same', async () => {
  const called = (name: string): Past => ({
    ...{ type: 'TermReported', streamId: 'party_acme', sources: [{ sourceId: 'source_a' }] },
    data: { partyId: 'party_acme', path: 'party.business', value: { qualifier: 'exact', value: name } },
  });
  const deals = many(dealsPerPartyMax + 1, (index) => announced(`deal_${String(index)}`));
  const found = await listConflicts(
    readerOver([called('miner'), called('cloud'), ...deals]),
    {},
    { limit: 5 },
  );
  expect(found.items).toMatchObject([{ subject: 'party_acme', class: 'status', state: 'open' }]);
});
