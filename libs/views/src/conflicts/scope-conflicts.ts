import { conflictsOf } from '@dealtrail/deals/claims/conflicts';
import type { Conflict, Matter } from '@dealtrail/deals/claims/conflict';
import type { ClaimsState } from '../claims/claims.ts';
import type { Sources } from '../sources/source-book.ts';

/** What is told of some streams, and the sources to judge it by. */
export type Told = { readonly claims: ReadonlyMap<string, ClaimsState>; readonly sources: Sources };

export const matterOf = ({ claims, sources }: Told, effectiveAt: string): Matter => ({
  claims: [...claims.values()].flatMap((state) => state.claims),
  events: [...claims.values()].flatMap((state) =>
    state.events.map(({ event, retractedBy }) => ({
      event,
      original: event,
      retractedBy,
      corrections: [],
      citations: [],
    })),
  ),
  book: sources,
  effectiveAt,
});

/** Conflicts within and between the streams, in a fixed order. */
export const scopeConflicts = (told: Told, effectiveAt: string): readonly Conflict[] =>
  conflictsOf(matterOf(told, effectiveAt));

/** Conflicts that one stream is the subject of. */
export const subjectConflicts = (told: Told, subject: string, effectiveAt: string): readonly Conflict[] =>
  scopeConflicts(told, effectiveAt).filter((conflict) => conflict.subject === subject);
