import { recordedOf } from '@dealtrail/deals/history';
import { standing } from '@dealtrail/deals/claims/standing';
import type { Effective } from '@dealtrail/deals/claims/standing';
import type { Recorded } from '@dealtrail/deals/recorded';
import { intervalOf } from '@dealtrail/deals/values/partial-date';
import { financingsOf, partiesOf } from '../deal-current/deal-scope.ts';
import { dealCurrent } from '../deal-current/deal-view.ts';
import type { Fact } from '../facts.ts';
import { compareText } from '../order.ts';
import type { Reader } from '../reader.ts';
import { sourceClosure } from '../sources/source-book.ts';
import type { TimelineAnswer, TimelineItem, TimelineOrder } from './answer.ts';
import { byStream, changesIn } from './changes.ts';
import { summaryOf } from './summary.ts';

/** 200 items where nobody asks otherwise; 1000 at most: each is shown with the figures before and after it. */
export const timelineLimitDefault = 200;
export const timelineLimitMax = 1_000;

export type TimelinePage = {
  readonly order: TimelineOrder;
  /** Event id of the last item seen. */
  readonly after?: string;
  readonly limit: number;
};

/**
 * Every event of the deal and of the financings that fund it, and what was recorded of their parties' names and of the
 * sources cited. Undefined for a deal that nobody recorded by the reader's position.
 */
export const timelineAnswer = async (
  reader: Reader,
  dealId: string,
  { order, after, limit }: TimelinePage,
): Promise<TimelineAnswer | undefined> => {
  const deal = await reader.state(dealCurrent, dealId);
  if (deal === undefined) return undefined;
  const funding = await financingsOf(reader, dealId);
  const parties = partiesOf(deal, [...funding.values()]);
  const told = (await reader.history([dealId, ...funding.keys(), ...parties])).map(recordedOf);
  const cited = told.flatMap(({ sources }) => sources.map(({ sourceId }) => sourceId));
  const origins = (await reader.history(await sourceClosure(reader, cited))).map(recordedOf);
  const streams = byStream([...told, ...origins]);
  const items = [...streams.values()].flatMap((events) => shown(standing(events))).toSorted(orders[order]);
  const from = after === undefined ? 0 : items.findIndex(({ original }) => original.eventId === after) + 1;
  const page = items.slice(from, from + limit);
  const until = Math.max(0, ...page.map(({ original }) => original.position));
  const changes = changesIn(streams, reader.effectiveAt, until);
  return {
    items: page.map((each) => itemOf(each, changes.get(each.original.eventId) ?? [])),
    next: from + limit < items.length ? (page.at(-1)?.original.eventId ?? null) : null,
  };
};

/** Of a party only what names it: its other events belong to other deals as much as to this one. */
const shown = (stream: readonly Effective[]): readonly Effective[] => {
  if (stream[0]?.original.streamId.startsWith('party_') !== true) return stream;
  const naming = new Set<string>();
  return stream.filter(({ original }) => {
    const names = namesParty(original) || naming.has(pointedAt(original) ?? '');
    if (names) naming.add(original.eventId);
    return names;
  });
};

const namesParty = ({ type, data }: Recorded): boolean =>
  type === 'PartyRegistered' ||
  type === 'PartyRenamed' ||
  (data as { readonly path?: string }).path === 'party.name';

type Pointing = { readonly targetEventId?: string; readonly claimEventId?: string };

/** The event that this one corrects, retracts, cites, denies, adopts or tells otherwise. */
const pointedAt = ({ data }: Recorded): string | undefined => {
  const { targetEventId, claimEventId } = data as Pointing;
  return targetEventId ?? claimEventId;
};

/** Recorded: by position. Occurred: by the first day it may have happened, what has no day last, ties by position. */
const orders: Readonly<Record<TimelineOrder, (a: Effective, b: Effective) => number>> = {
  recorded: (a, b) => a.original.position - b.original.position,
  occurred: (a, b) => compareText(dayOf(a), dayOf(b)) || a.original.position - b.original.position,
};

const noDay = '9999-99-99';

const dayOf = ({ event }: Effective): string => {
  if (event.occurredOn === null) return noDay;
  const { earliest, latest } = intervalOf(event.occurredOn);
  return earliest ?? latest ?? noDay;
};

const itemOf = (
  { original, corrections, retractedBy }: Effective,
  changes: TimelineItem['changes'],
): TimelineItem => {
  const target = pointedAt(original);
  return {
    eventId: original.eventId,
    position: original.position,
    type: original.type,
    streamId: original.streamId,
    recordedAt: original.recordedAt,
    occurredOn: original.occurredOn,
    actor: original.actor,
    reason: original.reason,
    sources: original.sources,
    modality: original.modality,
    summary: summaryOf(original as Fact),
    changes,
    ...(corrections.length === 0 ? {} : { correctedBy: corrections.map(({ eventId }) => eventId) }),
    ...(retractedBy === null ? {} : { retractedBy }),
    ...(target === undefined ? {} : { corrects: target }),
    data: original.data,
  };
};
