import { z } from 'zod';
import type { KeyRecord } from '../../access/key-store.ts';
import { NewKeyBody } from '../../access/keys.controller.ts';
import { roles } from '../../access/key.ts';
import type { CommandAnswer as CommandAnswerType } from '../../commands/answer.ts';
import type { LineAnswer as LineAnswerType } from '../../commands/bulk.ts';
import { statuses } from '../../edge/problem.ts';
import type { Problem as ProblemType, ProblemCode, ProblemFault } from '../../edge/problem.ts';
import type { ReadinessReport } from '../../operations/readiness.ts';
import { component, like, word } from './component.ts';
import { count, eventId, position, streamId, time } from './values.ts';
import { CommandId } from '@dealtrail/deals/values/ids';
import { eventTypes } from '@dealtrail/deals/registry';

const codes = Object.keys(statuses) as readonly ProblemCode[];

const Fault = like<ProblemFault>()(
  z.strictObject({
    pointer: z
      .string()
      .describe('JSON pointer (RFC 6901) into the body, or `/` and the name of a parameter.'),
    code: word(z.enum(codes)),
    detail: z.string().describe('What is wrong and what to do instead.'),
  }),
);

const problem = like<ProblemType>()(
  z.strictObject({
    type: z.string().meta({ format: 'uri', examples: ['urn:dealtrail:problem:UNKNOWN_DEAL'] }),
    title: z.string(),
    status: z.int().min(400).max(599),
    code: z.enum(codes).describe('What programs tell problems apart by.'),
    detail: z.string().describe('What is wrong and what to do instead, for a person.'),
    errors: z.array(Fault).optional().describe('Every fault, not just the first.'),
    other: z.string().optional().describe('Event, source, party or stream that stands in the way.'),
    currentVersion: count.optional().describe('Of the stream, with VERSION_CONFLICT.'),
  }),
);

export const Problem = component(
  'Problem',
  'Problem details (RFC 9457).',
  problem.extend({ instance: z.string().describe('The path that was asked.') }),
);

const EventRef = z.strictObject({
  eventId,
  type: word(z.enum(eventTypes)),
  position: z.int().min(1),
  version: z.int().min(1),
});

export const CommandAnswer = component(
  'CommandAnswer',
  'What a command led to; the same for every repeat of it.',
  like<CommandAnswerType>()(
    z.strictObject({
      commandId: word(CommandId),
      streamId,
      version: count.describe('Of the stream, after the command.'),
      position: position.describe('Of the event; where nothing changed, the head it was decided on.'),
      recordedAt: time,
      events: z.array(EventRef).max(1).describe('The event; none where nothing changed.'),
    }),
  ),
);

export const LineAnswer = component(
  'LineAnswer',
  'The answer to one line of an upload.',
  like<LineAnswerType>()(
    z.strictObject({
      line: z.int().min(1),
      status: z
        .int()
        .min(200)
        .max(599)
        .describe('As the command alone would be answered: in a dry run 200, not 201.'),
      position: position.optional(),
      replayed: z
        .literal(true)
        .optional()
        .describe('Recorded before, by an earlier upload or line: its first answer.'),
      wouldRecord: z.literal(true).optional().describe('In a dry run: recorded as an event if it were none.'),
      problem: Problem.optional(),
    }),
  ),
);

const key = like<KeyRecord>()(
  z.strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9]{8,32}$/)
      .describe('The part of the key after dt_.'),
    role: z.enum(roles),
    principal: z.string().describe('Stands as actor in the events recorded with the key.'),
    createdAt: time,
    revokedAt: time.nullable(),
  }),
);

const Key = component('Key', 'An API key without its secret.', key);

export const NewKey = component(
  'NewKey',
  'An API key, whole.',
  key.extend({
    key: z
      .string()
      .regex(/^dt_[a-z0-9]{8,32}_[A-Za-z0-9]{32,}$/)
      .describe('The whole key; shown here and never again.'),
  }),
);

export const KeyRequest = component('KeyRequest', 'What a new key may do, and for whom.', NewKeyBody);

/** A list that is never long enough for a second page. */
export const whole = <Item extends z.ZodType>(item: Item) => ({ items: z.array(item), nextCursor: z.null() });

export const Keys = component('Keys', 'Every key of the ledger.', z.strictObject(whole(Key)));

export const Live = component('Live', 'The process runs.', z.strictObject({ status: z.literal('live') }));

export const Ready = component(
  'Ready',
  'Whether the database is reachable and migrated, and every view can be read.',
  like<ReadinessReport>()(
    z.strictObject({
      status: z.enum(['ready', 'unready']),
      database: z.enum(['reachable', 'unreachable']),
      pendingMigrations: z.array(z.string()).describe('Migrations that the database lacks.'),
      viewsBeingBuilt: z
        .array(z.string())
        .describe('Views of this version of the code that cannot be read yet.'),
      viewsFailed: z
        .array(z.string())
        .describe('Views that stand still at an event, see GET /v1/projections. It is ready for the others.'),
    }),
  ),
);
