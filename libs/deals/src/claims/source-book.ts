import type { Citation } from '../values/citation.ts';
import type { SourceId } from '../values/ids.ts';
import type { Instant } from '../values/instant.ts';
import type { PartialDate } from '../values/partial-date.ts';

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

/** Every source that repeats this one, directly or through other reposts: what is known of it is known of them. */
export const repeats = (book: SourceBook, sourceId: string): readonly string[] => {
  const found = new Set([sourceId]);
  for (const next of found)
    for (const each of book.values()) if (each.repostOf === next) found.add(each.sourceId);
  return [...found].slice(1);
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

type Judged = { readonly retracted: boolean; readonly tier: Tier };

/** A book never changes and is asked about the same few sources by every claim: each is followed to its root once. */
const judgements = new WeakMap<SourceBook, Map<string, Judged>>();

const judged = (book: SourceBook, sourceId: string): Judged => {
  const known = judgements.get(book) ?? new Map<string, Judged>();
  judgements.set(book, known);
  const held = known.get(sourceId);
  if (held !== undefined) return held;
  const original = book.get(originalOf(book, sourceId));
  const retracted = book.get(sourceId)?.retracted === true || original?.retracted === true;
  const made = { retracted, tier: original?.tier ?? 'T6' };
  known.set(sourceId, made);
  return made;
};

/** A source that was retracted, or repeats one that was: tier and worth belong to the document, not to the host. */
export const isRetracted = (book: SourceBook, sourceId: string): boolean => judged(book, sourceId).retracted;

const liveIds = (book: SourceBook, citations: readonly Citation[]): readonly string[] => [
  ...new Set(citations.map(({ sourceId }) => sourceId).filter((id) => !isRetracted(book, id))),
];

/** The citations that still hold: those of sources that are not retracted. */
export const liveSources = (book: SourceBook, citations: readonly Citation[]): readonly Source[] =>
  liveIds(book, citations).flatMap((id) => book.get(id) ?? []);

/** What the sources of one claim come to. */
type Backing = { readonly supported: boolean; readonly tier: Tier };

const backings = new WeakMap<SourceBook, WeakMap<readonly Citation[], Backing>>();

/** Asked of every claim at several steps of the ranking; neither a book nor a claim's sources change. */
const backingOf = (book: SourceBook, citations: readonly Citation[]): Backing => {
  const known = backings.get(book) ?? new WeakMap<readonly Citation[], Backing>();
  backings.set(book, known);
  const held = known.get(citations);
  if (held !== undefined) return held;
  const live = citations.map(({ sourceId }) => judged(book, sourceId)).filter(({ retracted }) => !retracted);
  const tier = live.reduce<Tier>((best, each) => (each.tier < best ? each.tier : best), 'T6');
  const made = { supported: live.length > 0, tier };
  known.set(citations, made);
  return made;
};

/** True when there is something to rest on: not every source is retracted. */
export const hasSupport = (book: SourceBook, citations: readonly Citation[]): boolean =>
  backingOf(book, citations).supported;

/** Independent witnesses: distinct roots of the sources that still hold, sorted. */
export const witnessesOf = (book: SourceBook, citations: readonly Citation[]): readonly string[] =>
  [...new Set(liveIds(book, citations).flatMap((id) => rootsOf(book, id)))].sort();

/** A repost speaks with the tier of what it repeats. A source that nobody registered speaks last. */
export const tierOf = (book: SourceBook, sourceId: string): Tier => judged(book, sourceId).tier;

/** The best tier among the sources that still hold. */
export const bestTier = (book: SourceBook, citations: readonly Citation[]): Tier =>
  backingOf(book, citations).tier;
