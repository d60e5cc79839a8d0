import { bookFrom } from '../record/book.ts';
import type { Recorded } from '../recorded.ts';

/**
 * A source in our book. `new`: never heard of; `withdrawn`: its registration was our mistake and is retracted;
 * `retracted`: the document itself was taken back or proved worthless.
 */
export type SourceState =
  | { readonly status: 'new' | 'withdrawn' }
  | { readonly status: 'registered'; readonly registration: Recorded }
  | { readonly status: 'retracted'; readonly registration: Recorded; readonly retraction: Recorded };

/** The state of one source from its stream, oldest event first. */
export const sourceFrom = (history: readonly Recorded[]): SourceState => {
  const { standing } = bookFrom(history);
  const registration = standing.find((event) => event.type === 'SourceRegistered');
  if (registration === undefined) return { status: history.length === 0 ? 'new' : 'withdrawn' };
  const retraction = standing.find((event) => event.type === 'SourceRetracted');
  return retraction === undefined
    ? { status: 'registered', registration }
    : { status: 'retracted', registration, retraction };
};
