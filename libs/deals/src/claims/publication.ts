import { addDays } from '../values/calendar.ts';
import type { Citation } from '../values/citation.ts';
import { compareUtc, instantInterval, isInstant } from '../values/instant.ts';
import type { Instant, InstantInterval } from '../values/instant.ts';
import { intervalOf } from '../values/partial-date.ts';
import type { PartialDate } from '../values/partial-date.ts';
import { liveSources } from './source-book.ts';
import type { Source, SourceBook } from './source-book.ts';

type Utc = InstantInterval['earliest'];

/** When something was published, on the UTC line; null: open on that side. */
export type Published = { readonly earliest: Utc | null; readonly latest: Utc | null };

const noon = 12 * 3_600 * 1_000_000_000;
const ten = 10 * 3_600 * 1_000_000_000;

/** A day of a place nobody named: it begins first at UTC+14 (10:00 the day before) and ends last at UTC-12. */
const publishedOn = (date: PartialDate): Published => {
  const { earliest, latest } = intervalOf(date);
  return {
    earliest: earliest === null ? null : { day: addDays(earliest, -1), nanoseconds: ten },
    latest: latest === null ? null : { day: addDays(latest, 1), nanoseconds: noon },
  };
};

const published = (at: Instant | PartialDate): Published =>
  (isInstant(at) ? instantInterval(at) : undefined) ?? publishedOn(at as PartialDate);

/** Every claim that cites a source asks this of it. */
const known = new WeakMap<Source, Published>();

const publicationOf = (source: Source): Published => {
  const made = known.get(source) ?? published(source.publishedAt);
  known.set(source, made);
  return made;
};

const later = (a: Utc, b: Utc): Utc => (compareUtc(a, b) >= 0 ? a : b);

/** True only when the source certainly came out before the day began anywhere. */
export const wasPublishedBefore = (source: Source, day: string): boolean => {
  const { latest } = publicationOf(source);
  const { earliest: begins } = publishedOn(day);
  return latest !== null && begins !== null && compareUtc(latest, begins) < 0;
};

const lasts = new WeakMap<SourceBook, WeakMap<readonly Citation[], Published>>();

/** The latest publication among the sources that still hold, with what is not known about it left open. */
export const lastPublished = (book: SourceBook, citations: readonly Citation[]): Published => {
  const known = lasts.get(book) ?? new WeakMap<readonly Citation[], Published>();
  lasts.set(book, known);
  const held = known.get(citations) ?? lastOfSources(book, citations);
  known.set(citations, held);
  return held;
};

const lastOfSources = (book: SourceBook, citations: readonly Citation[]): Published => {
  const all = liveSources(book, citations).map(publicationOf);
  const earliest = all.flatMap((each) => each.earliest ?? []);
  const latest = all.flatMap((each) => each.latest ?? []);
  return {
    earliest: earliest.length === 0 ? null : earliest.reduce(later),
    latest: latest.length < all.length || latest.length === 0 ? null : latest.reduce(later),
  };
};

/** True only when `a` was certainly published after `b`: an unknown date is never taken for early or late. */
export const isAfter = ({ earliest }: Published, { latest }: Published): boolean =>
  earliest !== null && latest !== null && compareUtc(earliest, latest) > 0;

/** The one of which it is known that it came out last. */
export const lastOf = (all: readonly Published[]): Published =>
  all.reduce(
    (last, each) =>
      each.earliest !== null && (last.earliest === null || compareUtc(each.earliest, last.earliest) > 0)
        ? each
        : last,
    { earliest: null, latest: null },
  );
