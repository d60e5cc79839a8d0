import type { Recorded } from '../recorded.ts';
import type { Citation } from '../values/citation.ts';
import type { SourceId } from '../values/ids.ts';
import type { Instant } from '../values/instant.ts';
import type { PartialDate } from '../values/partial-date.ts';
import { standingEvents } from './standing.ts';

export const tierNames = ['T1', 'T2', 'T3', 'T4', 'T5', 'T6'] as const;
export type Tier = (typeof tierNames)[number];

/** A document as the ranking sees it. */
export type Source = {
  readonly sourceId: SourceId;
  readonly tier: Tier;
  /** False: known only through another source. */
  readonly seen: boolean;
  readonly repostOf?: SourceId | undefined;
  readonly derivedFrom: readonly SourceId[];
  readonly retracted: boolean;
  readonly publishedAt: Instant | PartialDate;
};

/** Every source that the claims at hand cite, and every one those go back to. */
export type SourceBook = ReadonlyMap<string, Source>;

type Registration = Omit<Source, 'derivedFrom' | 'retracted' | 'seen'> & {
  readonly seen?: boolean;
  readonly derivedFrom?: readonly SourceId[];
};

/** One source from its stream, oldest event first; undefined when its registration does not stand. */
export const sourceOf = (history: readonly Recorded[]): Source | undefined => {
  const events = standingEvents(history);
  const registered = events.find(({ type }) => type === 'SourceRegistered');
  if (registered === undefined) return undefined;
  const {
    sourceId,
    tier,
    seen = true,
    repostOf,
    derivedFrom = [],
    publishedAt,
  } = registered.data as Registration;
  const retracted = events.some(({ type }) => type === 'SourceRetracted');
  return { sourceId, tier, seen, repostOf, derivedFrom, retracted, publishedAt };
};

export const sourceBook = (sources: readonly (Source | undefined)[]): SourceBook =>
  new Map(sources.flatMap((source) => (source === undefined ? [] : [[source.sourceId, source] as const])));

/** The document that a repost repeats, at the end of its chain; a source that is no repost is its own. */
export const originalOf = (book: SourceBook, sourceId: string): string => {
  const seen = new Set<string>();
  let current = sourceId;
  for (let next = book.get(current)?.repostOf; next !== undefined; next = book.get(next)?.repostOf) {
    if (seen.has(next)) return current;
    seen.add(next);
    current = next;
  }
  return current;
};

/** Where a source got it from in the end, through reposts and derivations: who speaks independently. */
export const rootsOf = (book: SourceBook, sourceId: string): readonly string[] => {
  const seen = new Set<string>();
  const roots = new Set<string>();
  const queue = [sourceId];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const source = book.get(next);
    const origins = [
      ...(source?.repostOf === undefined ? [] : [source.repostOf]),
      ...(source?.derivedFrom ?? []),
    ];
    if (origins.length === 0) roots.add(next);
    queue.push(...origins);
  }
  return [...roots].sort();
};

/** A source that was retracted, or repeats one that was: tier and worth belong to the document, not to the host. */
export const isRetracted = (book: SourceBook, sourceId: string): boolean =>
  [sourceId, originalOf(book, sourceId)].some((id) => book.get(id)?.retracted === true);

const liveIds = (book: SourceBook, citations: readonly Citation[]): readonly string[] => [
  ...new Set(citations.map(({ sourceId }) => sourceId).filter((id) => !isRetracted(book, id))),
];

/** The citations that still hold: those of sources that are not retracted. */
export const liveSources = (book: SourceBook, citations: readonly Citation[]): readonly Source[] =>
  liveIds(book, citations).flatMap((id) => book.get(id) ?? []);

/** True when there is something to rest on: not every source is retracted. */
export const hasSupport = (book: SourceBook, citations: readonly Citation[]): boolean =>
  liveIds(book, citations).length > 0;

/** Independent witnesses: distinct roots of the sources that still hold, sorted. */
export const witnessesOf = (book: SourceBook, citations: readonly Citation[]): readonly string[] =>
  [...new Set(liveIds(book, citations).flatMap((id) => rootsOf(book, id)))].sort();

/** A repost speaks with the tier of what it repeats. A source that nobody registered speaks last. */
export const tierOf = (book: SourceBook, sourceId: string): Tier =>
  book.get(originalOf(book, sourceId))?.tier ?? 'T6';

/** The best tier among the sources that still hold. */
export const bestTier = (book: SourceBook, citations: readonly Citation[]): Tier =>
  liveIds(book, citations)
    .map((id) => tierOf(book, id))
    .reduce((best, tier) => (tier < best ? tier : best), 'T6');
