import type { PartialDate } from '@dealtrail/deals/values/partial-date';
import type { Fact, FactOf } from '../facts.ts';

/** A name as recorded. A legal name is one that the party was registered or renamed with. */
export type NameState = {
  readonly name: string;
  readonly kind: 'legal' | 'alias';
  readonly from: PartialDate | null;
  readonly eventId: string;
};

export type PartyState = {
  /** False until a registration stands: a party may be spoken of before anyone registers it. */
  readonly registered: boolean;
  readonly names: readonly NameState[];
  readonly identifiers: readonly { readonly scheme: string; readonly value: string }[];
  readonly seat: string | null;
  readonly parent: string | null;
  readonly changedAt: number;
};

export const noParty: PartyState = {
  registered: false,
  names: [],
  identifiers: [],
  seat: null,
  parent: null,
  changedAt: 0,
};

export const partyAfter = (state: PartyState, fact: Fact): PartyState => {
  if (fact.type === 'PartyRegistered') return registered(state, fact);
  if (fact.type === 'TermReported') return reported(state, fact);
  if (fact.type !== 'PartyRenamed') return state;
  const { newName: name, effectiveOn: from } = fact.data;
  return named(state, { name, kind: 'legal', from, eventId: fact.eventId });
};

const named = (state: PartyState, name: NameState): PartyState => ({
  ...state,
  names: [...state.names, name],
});

const registered = (state: PartyState, { data, eventId }: FactOf<'PartyRegistered'>): PartyState => ({
  ...state,
  registered: true,
  names: [
    { name: data.legalName, kind: 'legal', from: null, eventId },
    ...(data.aliases ?? []).map((name) => ({ name, kind: 'alias' as const, from: null, eventId })),
    ...state.names,
  ],
  identifiers: data.identifiers ?? [],
  seat: data.seat ?? null,
  parent: data.parent ?? null,
});

/** A name that a source uses is one more to find the party by, never its legal name. */
const reported = (state: PartyState, { data, eventId }: FactOf<'TermReported'>): PartyState => {
  if (!('path' in data) || data.path !== 'party.name') return state;
  const name = (data.value as { readonly value?: unknown }).value;
  if (typeof name !== 'string' || state.names.some((each) => each.name === name)) return state;
  return named(state, { name, kind: 'alias', from: null, eventId });
};
