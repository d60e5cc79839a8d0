import type { Fact, FactOf } from '../facts.ts';

type Registered = FactOf<'SourceRegistered'>['data'];

export type SourceState = {
  readonly sourceId: string;
  readonly registered: Registered | null;
  readonly retracted: boolean;
  readonly changedAt: number;
};

export const noSource = (sourceId: string): SourceState => ({
  sourceId,
  registered: null,
  retracted: false,
  changedAt: 0,
});

export const sourceAfter = (state: SourceState, fact: Fact): SourceState => {
  if (fact.type === 'SourceRegistered') return { ...state, registered: fact.data };
  if (fact.type === 'SourceRetracted') return { ...state, retracted: true };
  return state;
};
