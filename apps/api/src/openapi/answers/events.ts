import type { Recorded } from '@dealtrail/deals/recorded';
import { eventTypes, slices } from '@dealtrail/deals/registry';
import { AnyFigure } from '@dealtrail/deals/values/figure';
import { CommandId } from '@dealtrail/deals/values/ids';
import { Modality } from '@dealtrail/deals/values/modality';
import { PartialDate } from '@dealtrail/deals/values/partial-date';
import type { ChangeView, TimelineItem } from '@dealtrail/views/deal-timeline/answer';
import { z } from 'zod';
import type { ChangePage as ChangePageType } from '../../events/change-page.ts';
import { Basis, page } from './basis.ts';
import { component, like, word } from './component.ts';
import { Conflict } from './conflicts.ts';
import { eventId, path, position, sources, streamId, time } from './values.ts';

const dataOf = Object.values(slices).map(({ event, fields, summary }) =>
  component(
    event,
    `What an event of this type says: ${summary.charAt(0).toLowerCase()}${summary.slice(1)}.`,
    fields,
  ),
);

const EventData: z.ZodType = component(
  'EventData',
  'What the event says: the component that has the name of its `type`. As recorded: a correction never rewrites it.',
  z.union(dataOf),
);

const commandId = word(CommandId);

const shared = {
  eventId,
  position,
  streamId,
  type: word(z.enum(eventTypes)).describe('Names the component that `data` is.'),
  occurredOn: PartialDate.nullable().describe(
    'When it happened in the world; null for events about our own record.',
  ),
  recordedAt: time,
  actor: z.string().describe('The principal of the API key it was recorded with.'),
  reason: z.string().nullable().describe('Why it was recorded.'),
  sources,
  modality: Modality,
  data: EventData,
};

const event = like<Recorded>()(
  z.strictObject({
    ...shared,
    version: z.int().min(1).describe('Of the stream, from 1.'),
    schemaVersion: z.int().min(1).describe('Of the shape of `data`; older shapes are lifted when read.'),
    commandId,
    correlationId: commandId.nullable().describe('Groups what belongs together.'),
    causationId: commandId.nullable().describe('The event or command that led to this one.'),
  }),
);

export const Event = component('Event', 'An event of the log: a fact that never changes.', event);

export const EventWithBasis = component(
  'EventWithBasis',
  'An event of the log, and the basis of the answer.',
  event.extend({ basis: Basis }),
);

export const ChangePage = component(
  'ChangePage',
  'What was recorded after a place in the log.',
  like<ChangePageType>()(
    z.strictObject({
      items: z.array(event),
      nextOffset: z
        .string()
        .describe('Goes back in as `offset`: nothing before it comes again, nothing after it was left out.'),
      upToDate: z.boolean().describe('The head is reached: what comes next is not recorded yet.'),
    }),
  ),
);

export const Events = component('Events', 'A page of the log.', page(Event));

const Change = component(
  'Change',
  'What an event did to the current value of a path.',
  like<ChangeView>()(
    z.strictObject({
      subject: streamId,
      path,
      before: AnyFigure.nullable().describe('Null where there was none.'),
      after: AnyFigure.nullable().describe('Null where there is none any more.'),
    }),
  ),
);

const Item = component(
  'TimelineItem',
  'An event of the history with what it changed, and what was done to it later.',
  like<TimelineItem>()(
    z.strictObject({
      ...shared,
      summary: z.string().describe('One line for a person.'),
      changes: z.array(Change),
      correctedBy: z.array(eventId).optional().describe('Corrections of it that stand, oldest first.'),
      retractedBy: eventId.optional(),
      corrects: eventId
        .optional()
        .describe('The event that this one corrects, retracts, cites, denies, adopts or tells otherwise.'),
    }),
  ),
);

export const Timeline = component('Timeline', 'A page of the auditable history of a deal.', page(Item));

export const Conflicts = component('Conflicts', 'A page of conflicts, by subject and id.', page(Conflict));
