import { bookFrom } from '../record/book.ts';
import type { Recorded } from '../recorded.ts';

/** A party in our book: `withdrawn` when its registration was our mistake. Every name it had is in `renamings`. */
export type PartyState =
  | { readonly status: 'new' | 'withdrawn' }
  | {
      readonly status: 'registered';
      readonly registration: Recorded;
      readonly renamings: readonly Recorded[];
    };

/** The state of one party from its stream, oldest event first. */
export const partyFrom = (history: readonly Recorded[]): PartyState => {
  const { standing } = bookFrom(history);
  const registration = standing.find((event) => event.type === 'PartyRegistered');
  if (registration === undefined) return { status: history.length === 0 ? 'new' : 'withdrawn' };
  return {
    status: 'registered',
    registration,
    renamings: standing.filter((event) => event.type === 'PartyRenamed'),
  };
};
