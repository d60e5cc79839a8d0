import { claims } from '../claims/claims.ts';
import type { ClaimsState } from '../claims/claims.ts';
import { citedBy } from '../claims/cited.ts';
import { financings } from '../financings/financings.ts';
import type { FinancingState } from '../financings/financing.state.ts';
import type { Reader } from '../reader.ts';
import { loadSources } from '../sources/source-book.ts';
import type { Sources } from '../sources/source-book.ts';
import { dealCurrent } from './deal-view.ts';
import type { DealState } from './deal.state.ts';

/** 200: financings of one deal that an answer takes in. A programme with more is to be told as several deals. */
export const financingsPerDealMax = 200;

/** Everything that an answer about one deal is made from, at one position. */
export type DealScope = {
  readonly dealId: string;
  readonly deal: DealState;
  /** Those that fund the deal, by id. */
  readonly financings: ReadonlyMap<string, FinancingState>;
  /** Of the deal and of its financings, sorted. */
  readonly partyIds: readonly string[];
  /** Of the deal, its financings and its parties, in this order. */
  readonly claims: ReadonlyMap<string, ClaimsState>;
  readonly sources: Sources;
};

/** Undefined for a deal that nobody recorded by the reader's position. */
export const dealScope = async (reader: Reader, dealId: string): Promise<DealScope | undefined> => {
  const deal = await reader.state(dealCurrent, dealId);
  if (deal === undefined) return undefined;
  const funding = await financingsOf(reader, dealId);
  const partyIds = partiesOf(deal, [...funding.values()]);
  const subjects = [dealId, ...funding.keys(), ...partyIds];
  const held = await reader.states(claims, subjects);
  const inOrder = new Map(
    subjects.flatMap((subject) => {
      const state = held.get(subject);
      return state === undefined ? [] : [[subject, state] as const];
    }),
  );
  const sources = await loadSources(reader, [...inOrder.values()].flatMap(citedBy));
  return { dealId, deal, financings: funding, partyIds, claims: inOrder, sources };
};

export const financingsOf = async (
  reader: Reader,
  dealId: string,
): Promise<ReadonlyMap<string, FinancingState>> => {
  const found = await reader.find(financings, {
    where: [{ column: 'funds', is: 'holds', value: dealId }],
    order: { column: 'key', as: 'text', direction: 'asc' },
    limit: financingsPerDealMax,
  });
  const keys = found.map(({ key }) => key);
  const states = await reader.states(financings, keys);
  return new Map(
    keys.flatMap((key) => {
      const state = states.get(key);
      return state === undefined ? [] : [[key, state] as const];
    }),
  );
};

export const partiesOf = (deal: DealState, funding: readonly FinancingState[]): readonly string[] => {
  const ofDeal = deal.parties.map(({ partyId }) => partyId);
  const ofFinancings = funding.flatMap(({ borrower, parties }) => [
    ...(borrower === null ? [] : [borrower]),
    ...parties.map(({ partyId }) => partyId),
  ]);
  return [...new Set([...ofDeal, ...ofFinancings])].toSorted();
};
