import { accept } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import { sameNews } from '../../same-news.ts';
import type { Slice } from '../../slice.ts';
import { EventId, PartyId } from '../../values/ids.ts';
import { PartialDate } from '../../values/partial-date.ts';
import { text } from '../../values/text.ts';
import type { Book } from '../book.ts';

export const denialSummaryLengthMax = 280;

const fields = z.strictObject({
  targetEventId: EventId.describe('the report that is denied'),
  byParty: PartyId,
  summary: text(denialSummaryLengthMax),
  deniedOn: PartialDate,
});
export type ReportDenied = z.output<typeof fields>;

/** A party says that a report is not so. The report stays on record; rule 4 (d) weighs it. */
export const denyReport: Slice<'DenyReport', 'ReportDenied', ReportDenied, Book> = {
  command: 'DenyReport',
  event: 'ReportDenied',
  schemaVersion: 1,
  summary: 'Record that a party denies what was reported',
  fields,
  stream: () => undefined,
  occurredOn: ({ deniedOn }) => deniedOn,
  decide: (ask, book) =>
    sameNews(book, { ...ask, type: 'ReportDenied' }) ?? accept({ type: 'ReportDenied', data: ask.data }),
};
