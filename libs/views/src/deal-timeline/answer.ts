import type { Recorded } from '@dealtrail/deals/recorded';
import type { ClaimValue } from '../figure-view.ts';

/** What an event did to the current value of a path: null where there was none before, or is none after. */
export type ChangeView = {
  readonly subject: string;
  readonly path: string;
  readonly before: ClaimValue | null;
  readonly after: ClaimValue | null;
};

export type TimelineItem = Pick<
  Recorded,
  | 'eventId'
  | 'position'
  | 'type'
  | 'streamId'
  | 'recordedAt'
  | 'occurredOn'
  | 'actor'
  | 'reason'
  | 'sources'
  | 'modality'
> & {
  /** One line for a person. */
  readonly summary: string;
  readonly changes: readonly ChangeView[];
  /** Corrections of this event, oldest first; one that was itself retracted is not listed. */
  readonly correctedBy?: readonly string[];
  readonly retractedBy?: string;
  /** The event that this one corrects, retracts, cites, denies, adopts or tells otherwise. */
  readonly corrects?: string;
  /** As recorded: a correction never rewrites it. */
  readonly data: unknown;
};

/** One page. `next` goes back in as `after`; null at the end. */
export type TimelineAnswer = { readonly items: readonly TimelineItem[]; readonly next: string | null };

export type TimelineOrder = 'recorded' | 'occurred';
