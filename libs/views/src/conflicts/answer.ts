import type { ConflictView } from '../claims/answer.ts';

/** One page of a ledger's conflicts, by subject and then id. `next` goes back in as `after`; null at the end. */
export type ConflictsAnswer = { readonly items: readonly ConflictView[]; readonly next: string | null };
