import { accept } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import type { Book } from '../../record/book.ts';
import { sameNews } from '../../same-news.ts';
import type { Slice } from '../../slice.ts';
import { PartyId, SourceId } from '../../values/ids.ts';
import { PartialDate } from '../../values/partial-date.ts';
import { text } from '../../values/text.ts';
import { exactlyOne, subjectFields, subjectOf } from '../subject.ts';

export const assessmentSummaryLengthMax = 500;
export const categoryLengthMax = 60;
export const partiesNamedMax = 50;

export const assessmentKinds = [
  'risk',
  'benefit',
  'thesis',
  'regulatory',
  'peer',
  'competitor',
  'characterisation',
  'sourceQuality',
] as const;

const fields = z
  .strictObject({
    ...subjectFields,
    kind: z.enum(assessmentKinds),
    category: text(categoryLengthMax).optional(),
    partyIds: z.array(PartyId).min(1).max(partiesNamedMax).optional().describe('the parties it speaks of'),
    sourceId: SourceId.optional().describe('the source it speaks of'),
    saidBy: PartyId.optional().describe("whose view it is, if not the source's own"),
    summary: text(assessmentSummaryLengthMax).describe('in your own words'),
    assessedOn: PartialDate.optional(),
  })
  .superRefine(
    (body, context) => {
      exactlyOne(body, ['dealId', 'financingId', 'partyId'], (issue) => {
        context.addIssue(issue);
      });
    },
    { when: () => true },
  );
export type AssessmentRecorded = z.output<typeof fields>;

/** A view of a deal, a financing or a party: kept with who holds it, never a term. */
export const recordAssessment: Slice<'RecordAssessment', 'AssessmentRecorded', AssessmentRecorded, Book> = {
  command: 'RecordAssessment',
  event: 'AssessmentRecorded',
  schemaVersion: 1,
  summary: 'Record what somebody thinks of a deal, a financing or a party: a risk, a benefit, a peer',
  fields,
  stream: subjectOf,
  occurredOn: ({ assessedOn }) => assessedOn ?? null,
  decide: (ask, book) =>
    sameNews(book, { ...ask, type: 'AssessmentRecorded' }) ??
    accept({ type: 'AssessmentRecorded', data: ask.data }),
};
