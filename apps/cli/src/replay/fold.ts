import { recordedOf } from '@dealtrail/deals/history';
import { storedFrom } from '@dealtrail/deals/recorded';
import { withoutSource } from '@dealtrail/deals/record/without-source';
import type { LeftOutBecause } from '@dealtrail/deals/record/without-source';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { DealCurrentAnswer } from '@dealtrail/views/deal-current/answer';
import { dealCurrentAnswer } from '@dealtrail/views/deal-current/deal-answer';
import { listDeals } from '@dealtrail/views/deal-current/deal-list';
import { dealCurrent } from '@dealtrail/views/deal-current/deal-view';
import type { DealListItem } from '@dealtrail/views/deal-current/list-item';
import type { FieldDifference } from '@dealtrail/views/deal-diff/answer';
import { differencesOf, fieldsOf } from '@dealtrail/views/deal-diff/fields';
import { listLimitMax } from '@dealtrail/views/limits';
import type { Reader } from '@dealtrail/views/reader';
import { replayReader } from '@dealtrail/views/replay-reader';
import type { LogBasis } from './read-log.ts';

/** The deals' own ids, of which only one is wanted or all. */
export type Wanted = { readonly deal: string | undefined };

/** A scratch copy of the views over these events, asked as at a basis. */
export const scratchReader = (events: readonly StoredEvent[], { position, effectiveAt }: LogBasis): Reader =>
  replayReader(events, { ledgerId: 'replay', position, effectiveAt });

/** What the list of deals would say, by id. */
export const dealsIn = async (reader: Reader, { deal }: Wanted): Promise<readonly DealListItem[]> => {
  const found: DealListItem[] = [];
  let after: Parameters<typeof listDeals>[2]['after'];
  do {
    const page = { limit: listLimitMax, sort: 'dealId', ...(after === undefined ? {} : { after }) } as const;
    const { items, next } = await listDeals(reader, {}, page);
    found.push(...items.filter(({ dealId }) => deal === undefined || dealId === deal));
    after = next ?? undefined;
  } while (after !== undefined);
  return found;
};

/** Every deal of which anything is told, those that no list finds too; by id. */
export const dealIdsIn = async (reader: Reader, { deal }: Wanted): Promise<readonly string[]> => {
  const found = await reader.find(dealCurrent, {
    where: deal === undefined ? [] : [{ column: 'key', is: 'equals', value: deal }],
    order: { column: 'key', as: 'text', direction: 'asc' },
    limit: Number.POSITIVE_INFINITY,
  });
  return found.map(({ key }) => key);
};

/** The answer about each deal, one at a time. */
export async function* answersIn(
  reader: Reader,
  wanted: Wanted,
): AsyncGenerator<DealCurrentAnswer, void, void> {
  for (const dealId of await dealIdsIn(reader, wanted)) {
    const answer = await dealCurrentAnswer(reader, dealId);
    if (answer !== undefined) yield answer;
  }
}

export type LeftOutEvent = Pick<StoredEvent, 'eventId' | 'position' | 'type' | 'streamId'> & {
  readonly because: LeftOutBecause;
};

/** The same log as if a source had never been recorded, with what would be otherwise. */
export type Counterfactual = {
  readonly sourceId: string;
  readonly leftOut: readonly LeftOutEvent[];
  /** Ids of events that stay without their citation of the source, or without their link to it. */
  readonly lessened: readonly string[];
  /** Deals that no list would find any more. */
  readonly unlisted: readonly string[];
  /** Deals that would read otherwise: `before` with the source, `after` without it. */
  readonly changes: readonly { readonly dealId: string; readonly changes: readonly FieldDifference[] }[];
};

export type Retold = { readonly reader: Reader; readonly counterfactual: Counterfactual };

/** Folds the log a second time, without the source, and compares deal by deal. */
export const retold = async (
  events: readonly StoredEvent[],
  basis: LogBasis,
  sourceId: string,
  wanted: Wanted,
): Promise<Retold> => {
  const { history, leftOut, lessened } = withoutSource(events.map(recordedOf), sourceId);
  const today = scratchReader(events, basis);
  const reader = scratchReader(history.map(storedFrom), basis);
  const listed = new Set((await dealsIn(reader, wanted)).map(({ dealId }) => dealId));
  const unlisted = (await dealsIn(today, wanted))
    .map(({ dealId }) => dealId)
    .filter((dealId) => !listed.has(dealId));
  const counterfactual = {
    sourceId,
    leftOut: leftOut.map(({ event: { eventId, position, type, streamId }, because }) => {
      return { eventId, position, type, streamId, because };
    }),
    lessened,
    unlisted,
    changes: await changesBetween(today, reader, wanted),
  };
  return { reader, counterfactual };
};

/** Nothing is told of a deal without the source that is not told of it with it, so that today names them all. */
const changesBetween = async (
  today: Reader,
  without: Reader,
  wanted: Wanted,
): Promise<Counterfactual['changes']> => {
  const found: Counterfactual['changes'][number][] = [];
  for await (const answer of answersIn(today, wanted)) {
    const { dealId } = answer;
    const changes = differencesOf(fieldsOf(answer), fieldsOf(await dealCurrentAnswer(without, dealId)));
    if (changes.length > 0) found.push({ dealId, changes });
  }
  return found;
};

/** Other deals bear on one by their relations to it, which can be corrected, retracted and cited. */
const relating: ReadonlySet<string> = new Set([
  'DealsRelated',
  'RecordCorrected',
  'RecordRetracted',
  'RecordCited',
]);

/** Whether an event can bear on the answer about the deal, so that the others need not be held. */
export const bearsOn = ({ deal }: Wanted, { streamId, type }: StoredEvent): boolean =>
  deal === undefined || streamId === deal || !streamId.startsWith('deal_') || relating.has(type);
