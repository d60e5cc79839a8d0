import type { AnyFigure } from '../values/figure.ts';
import { figurePolicy } from '../values/figure-policy.ts';
import type { Citation } from '../values/citation.ts';
import type { EventId } from '../values/ids.ts';
import type { Claim } from './claim.ts';
import { hasSupport } from './source-book.ts';
import type { SourceBook } from './source-book.ts';
import type { Effective } from './standing.ts';

export const conflictClasses = [
  'value',
  'window',
  'basis',
  'identity',
  'date',
  'status',
  'attribution',
  'arithmetic',
  'anachronism',
] as const;
export type ConflictClass = (typeof conflictClasses)[number];

/**
 * `open`: nobody has settled it. `subsumed`: they differ and are compatible. `explained`: the world or the record says
 * why both are right. `adopted`: an analyst chose. `retracted`: one side does not stand any more.
 */
export const conflictStates = ['open', 'subsumed', 'explained', 'adopted', 'retracted'] as const;
export type ConflictState = (typeof conflictStates)[number];

export type ConflictClaim = {
  readonly claimEventId: EventId;
  readonly value: AnyFigure;
  readonly sources: readonly Citation[];
};

/** A disagreement, derived and never recorded; nothing in it is merged or averaged. */
export type Conflict = {
  /** Made of class, subject and path (and state where a path has several): the same conflict keeps its id. */
  readonly id: string;
  readonly class: ConflictClass;
  readonly state: ConflictState;
  readonly subject: string;
  readonly path: string;
  readonly claims: readonly ConflictClaim[];
  readonly why: string;
  readonly policy: typeof figurePolicy;
};

/** Where conflicts are looked for: one deal with its financings and parties, or any other set of streams. */
export type Matter = {
  readonly claims: readonly Claim[];
  /** The streams' events as `standing` gives them: what is no claim on a path (share moves, assessments). */
  readonly events: readonly Effective[];
  readonly book: SourceBook;
  /** YYYY-MM-DD. */
  readonly effectiveAt: string;
};

/** A claim that counts today: neither retracted, corrected away nor left without a source. */
export const isLive = (claim: Claim, book: SourceBook): boolean =>
  claim.standing === 'standing' && hasSupport(book, claim.sources);

/** An event that counts today. */
export const isLiveEvent = ({ event, retractedBy }: Effective, book: SourceBook): boolean =>
  retractedBy === null && hasSupport(book, event.sources);

type Found = Omit<Conflict, 'id' | 'policy'>;

/** The conflict with its id; its claims by position, each once. */
export const conflict = (found: Found): Conflict => ({
  id: [found.class, found.subject, found.path, ...(found.state === 'subsumed' ? ['subsumed'] : [])].join(':'),
  ...found,
  policy: figurePolicy,
});

export const conflictClaims = (claims: readonly Claim[]): readonly ConflictClaim[] =>
  claims
    .toSorted((a, b) => a.position - b.position)
    .map(({ claimEventId, value, sources }) => ({ claimEventId, value, sources }));
