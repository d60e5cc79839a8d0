import type { AnyFigure } from '../values/figure.ts';
import { intervalOf } from '../values/partial-date.ts';
import type { PartialDate } from '../values/partial-date.ts';
import type { Claim } from './claim.ts';
import { weakModalities } from './claim.ts';
import { conflict, conflictClaims, isLive } from './conflict.ts';
import type { Conflict, Matter } from './conflict.ts';
import { wasPublishedBefore } from './publication.ts';
import { liveSources } from './source-book.ts';

/** Paths that say when something happened; every other date is of a plan or a duty and may lie ahead. */
const happened: ReadonlySet<string> = new Set(['deal.announcedOn', 'deal.signedOn', 'financing.closedOn']);

const earliestOf = ({ qualifier, value, low }: AnyFigure): string | null => {
  const date = (qualifier === 'range' ? low : value) as PartialDate | undefined;
  return date === undefined || qualifier === 'upTo' || qualifier === 'atMost'
    ? null
    : intervalOf(date).earliest;
};

/** The first day on which what the claim tells of can have happened; null where it tells of nothing that did. */
const firstDayOf = ({ path, value, eventType, occurredOn, modality }: Claim): string | null => {
  if (weakModalities.has(modality)) return null;
  if (happened.has(path)) return earliestOf(value);
  const isAnnounced = path === 'financing.stage' && eventType === 'FinancingAnnounced';
  return isAnnounced && occurredOn !== null ? intervalOf(occurredOn).earliest : null;
};

/** A source that tells as happened what, by its own date, certainly came after it was published. */
export const earlySources = (matter: Matter): readonly Conflict[] =>
  matter.claims.flatMap((claim) => {
    const day = firstDayOf(claim);
    if (day === null || !isLive(claim, matter.book)) return [];
    const early = liveSources(matter.book, claim.sources).filter((source) => wasPublishedBefore(source, day));
    if (early.length === 0) return [];
    const { subject, path, adoption, claimEventId } = claim;
    const named = early.map(({ sourceId }) => sourceId).join(', ');
    const found = conflict({
      class: 'anachronism',
      state: adoption === undefined ? 'open' : 'adopted',
      subject,
      path,
      claims: conflictClaims([claim]),
      why: `${named} was published before ${day}, the first day on which this can have happened`,
    });
    return [{ ...found, id: `${found.id}:${claimEventId}` }];
  });
