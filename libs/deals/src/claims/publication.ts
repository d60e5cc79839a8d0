import { addDays } from '../values/calendar.ts';
import type { Citation } from '../values/citation.ts';
import { compareUtc, instantInterval, isInstant } from '../values/instant.ts';
import type { Instant, InstantInterval } from '../values/instant.ts';
import { intervalOf } from '../values/partial-date.ts';
import type { PartialDate } from '../values/partial-date.ts';
import { liveSources } from './source-book.ts';
import type { SourceBook } from './source-book.ts';

type Utc = InstantInterval['earliest'];

/** When something was published, on the UTC line; null: open on that side. */
type Published = { readonly earliest: Utc | null; readonly latest: Utc | null };

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

const later = (a: Utc, b: Utc): Utc => (compareUtc(a, b) >= 0 ? a : b);

/** The latest publication among the sources that still hold, with what is not known about it left open. */
const lastPublished = (book: SourceBook, citations: readonly Citation[]): Published => {
  const all = liveSources(book, citations).map(({ publishedAt }) => published(publishedAt));
  const earliest = all.flatMap((each) => each.earliest ?? []);
  const latest = all.flatMap((each) => each.latest ?? []);
  return {
    earliest: earliest.length === 0 ? null : earliest.reduce(later),
    latest: latest.length < all.length || latest.length === 0 ? null : latest.reduce(later),
  };
};

/** True only when `a` was certainly published after `b`: an unknown date is never taken for early or late. */
export const publishedAfter = (book: SourceBook, a: readonly Citation[], b: readonly Citation[]): boolean => {
  const { earliest } = lastPublished(book, a);
  const { latest } = lastPublished(book, b);
  return earliest !== null && latest !== null && compareUtc(earliest, latest) > 0;
};
