import type { View } from '@dealtrail/event-sourcing/view';
import type { Place } from '../index-query.ts';
import { fold } from '@dealtrail/deals/values/text';
import type { Reader } from '../reader.ts';
import { sortedPage } from '../sorted-page.ts';
import type { Sort } from '../sorted-page.ts';
import { streamView } from '../stream-view.ts';
import type { PartyAnswer } from './answer.ts';
import { legalNameAt, namesAt } from './names-at.ts';
import { noParty, partyAfter } from './party.state.ts';
import type { PartyState } from './party.state.ts';

/** Parties with every name they ever had, so that any of them finds the party. */
export const parties: View<PartyState> = streamView<PartyState>({
  name: 'parties',
  version: 1,
  table: 'parties_v1',
  of: ['party'],
  start: () => noParty,
  step: partyAfter,
  index: {
    table: 'parties_index_v1',
    columns: ['names', 'identifiers'],
    row: (_, state) => ({
      names: [...new Set(state.names.map(({ name }) => fold(name)))],
      identifiers: state.identifiers.map(({ value }) => value),
    }),
  },
});

const render = (partyId: string, state: PartyState, effectiveAt: string): PartyAnswer => ({
  partyId,
  name: legalNameAt(state.names, effectiveAt)?.name ?? partyId,
  names: namesAt(state.names, effectiveAt),
  identifiers: state.identifiers,
  seat: state.seat,
  parent: state.parent,
  changedAt: state.changedAt,
});

/** Undefined for a party that no standing event registers at the reader's position. */
export const partyAnswer = async (reader: Reader, partyId: string): Promise<PartyAnswer | undefined> =>
  (await partyAnswers(reader, [partyId]))[0];

const partyAnswers = async (reader: Reader, partyIds: readonly string[]): Promise<readonly PartyAnswer[]> => {
  const states = await reader.states(parties, partyIds);
  return partyIds.flatMap((partyId) => {
    const state = states.get(partyId);
    return state?.registered === true ? [render(partyId, state, reader.effectiveAt)] : [];
  });
};

/** Names of parties at the reader's `effectiveAt`; absent for one that was never registered. */
export const namesOf = async (
  reader: Reader,
  partyIds: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const answers = await partyAnswers(reader, [...new Set(partyIds)].toSorted());
  return new Map(answers.map(({ partyId, name }) => [partyId, name]));
};

export type PartyFilters = {
  /** Part of any name, in any case, spacing and punctuation. */
  readonly name?: string;
  /** The value of one of its identifiers, whole. */
  readonly identifier?: string;
};

const byId: Sort<PartyAnswer> = {
  scale: 'text',
  direction: 'asc',
  low: 'key',
  high: 'key',
  exact: ({ partyId }) => partyId,
};

export const listParties = (
  reader: Reader,
  { name, identifier }: PartyFilters,
  { after, limit }: { readonly after?: Place; readonly limit: number },
): Promise<{ readonly items: readonly PartyAnswer[]; readonly next: Place | null }> => {
  const wanted = name === undefined ? '' : fold(name);
  return sortedPage(reader, parties, {
    where: [
      ...(name === undefined ? [] : [{ column: 'names', is: 'mentions', value: wanted } as const]),
      ...(identifier === undefined
        ? []
        : [{ column: 'identifiers', is: 'holds', value: identifier } as const]),
    ],
    sort: byId,
    limit,
    ...(after === undefined ? {} : { after }),
    keyOf: ({ partyId }) => partyId,
    render: (keys) => partyAnswers(reader, keys),
    accepts: (party) =>
      party.names.some((each) => fold(each.name).includes(wanted)) &&
      (identifier === undefined || party.identifiers.some(({ value }) => value === identifier)),
  });
};
