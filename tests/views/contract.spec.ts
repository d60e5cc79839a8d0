import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CapitalStack } from '@dealtrail/api/openapi/answers/capital-stack';
import { Claims } from '@dealtrail/api/openapi/answers/claims';
import type { idOf } from '@dealtrail/api/openapi/answers/component';
import { Deal, Deals } from '@dealtrail/api/openapi/answers/deal';
import { Conflicts, Timeline } from '@dealtrail/api/openapi/answers/events';
import { Financings, FinancingWithBasis } from '@dealtrail/api/openapi/answers/financing';
import { Parties, PartyWithBasis } from '@dealtrail/api/openapi/answers/party';
import { Sources, SourceWithBasis } from '@dealtrail/api/openapi/answers/source';
import { StockReactions } from '@dealtrail/api/openapi/answers/stock-reactions';
import { capitalStackAnswer } from '@dealtrail/views/capital-stack/capital-stack';
import { claimsAnswer } from '@dealtrail/views/claims/claims-answer';
import { listConflicts } from '@dealtrail/views/conflicts/list-conflicts';
import { dealCurrentAnswer } from '@dealtrail/views/deal-current/deal-answer';
import { listDeals } from '@dealtrail/views/deal-current/deal-list';
import { timelineAnswer } from '@dealtrail/views/deal-timeline/timeline';
import { financingAnswer, listFinancings } from '@dealtrail/views/financings/financing-answer';
import { listParties, partyAnswer } from '@dealtrail/views/parties/parties';
import type { Reader } from '@dealtrail/views/reader';
import { replayReader } from '@dealtrail/views/replay-reader';
import { listSources, sourceAnswer } from '@dealtrail/views/sources/source-answer';
import { storedEvents } from '@dealtrail/views/specify-view';
import { stockReactionsAnswer } from '@dealtrail/views/stock-reactions/stock-reactions';
import { histories, subjects } from './histories.ts';

type Schema = Parameters<typeof idOf>[0];
type Ask = (reader: Reader, id: string) => Promise<object | undefined>;

const ones: readonly (readonly [Schema, Ask, readonly string[]])[] = [
  [Deal, dealCurrentAnswer, subjects.deals],
  [Claims, claimsAnswer, subjects.deals],
  [CapitalStack, capitalStackAnswer, subjects.deals],
  [StockReactions, stockReactionsAnswer, subjects.deals],
  [FinancingWithBasis, financingAnswer, subjects.financings],
  [PartyWithBasis, partyAnswer, subjects.parties],
  [SourceWithBasis, sourceAnswer, subjects.sources],
];

type List = (reader: Reader) => Promise<{ readonly items: readonly object[] } | undefined>;
const page = { limit: 20 };

const lists: readonly (readonly [Schema, List])[] = [
  [Deals, (reader) => listDeals(reader, {}, { ...page, sort: 'changed' })],
  [Financings, (reader) => listFinancings(reader, {}, page)],
  [Parties, (reader) => listParties(reader, {}, page)],
  [Sources, (reader) => listSources(reader, {}, page)],
  [Conflicts, (reader) => listConflicts(reader, {}, page)],
  [Timeline, (reader) => timelineAnswer(reader, subjects.deals[0], { order: 'recorded', limit: 100 })],
];

const effectiveAt = '2026-11-22';
const basis = {
  epoch: '0198c1d0-0000-4000-8000-000000000000',
  ...{ position: 1, asAt: null, effectiveAt, view: 'any@1', policy: '1' },
};

/** What goes over the wire, against what the contract says of it; the faults, so that a failure names them. */
const faultsIn = (schema: Schema, answer: object): readonly unknown[] => {
  const wire: unknown = JSON.parse(JSON.stringify({ ...answer, basis }));
  return schema.safeParse(wire).error?.issues ?? [];
};

describe('the contract', () => {
  test('holds for every answer about any history', async () => {
    await fc.assert(
      fc.asyncProperty(histories(40), async (pasts) => {
        const events = storedEvents(pasts);
        const reader = replayReader(events, { ledgerId: 'main', position: events.length, effectiveAt });
        for (const [schema, ask, ids] of ones)
          for (const id of ids) {
            const answer = await ask(reader, id);
            if (answer !== undefined) expect(faultsIn(schema, answer)).toEqual([]);
          }
        for (const [schema, ask] of lists) {
          const found = await ask(reader);
          const { items } = found ?? { items: [] };
          expect(faultsIn(schema, { items, nextCursor: null })).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});
