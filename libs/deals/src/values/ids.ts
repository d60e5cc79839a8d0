import { z } from 'zod';
import { pattern } from './coded.ts';

const streamKinds = ['deal', 'financing', 'party', 'source'] as const;
export type StreamKind = (typeof streamKinds)[number];

/** Schemas that hold the id of a stream. A registry, since a described or refined schema is a copy that inherits from it. */
const streamIds = z.registry<{ readonly kind: StreamKind }>();

/** True for the schema of a stream's id, however it was described, documented or refined since. */
export const isStreamId = (schema: z.ZodType): boolean => streamIds.get(schema) !== undefined;

const streamId = <Kind extends StreamKind>(kind: Kind) =>
  pattern<`${Kind}_${string}`>(
    'BAD_IDENTIFIER',
    `must be "${kind}_" and then 1 to 80 of a-z, 0-9 and hyphen`,
    new RegExp(`^${kind}_[a-z0-9-]{1,80}$`),
  ).register(streamIds, { kind });

export const DealId = streamId('deal');
export type DealId = `deal_${string}`;

export const FinancingId = streamId('financing');
export type FinancingId = `financing_${string}`;

export const PartyId = streamId('party');
export type PartyId = `party_${string}`;

export const SourceId = streamId('source');
export type SourceId = `source_${string}`;

/** Of a tranche, condition, milestone, option, prepayment or support; unique in its stream. */
export const LocalId = pattern<LocalId>(
  'BAD_IDENTIFIER',
  'must be 1 to 40 of a-z, 0-9 and hyphen',
  /^[a-z0-9-]{1,40}$/,
);
export type LocalId = string;

/** UUID (RFC 9562) in lower case, as the server gives it. */
export const EventId = pattern<EventId>(
  'BAD_IDENTIFIER',
  'must be the id of a recorded event: a lower-case UUID',
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
);
export type EventId = string;

/** The Idempotency-Key under which a command was sent. */
export const CommandId = pattern<CommandId>(
  'BAD_IDENTIFIER',
  'must be 1 to 255 printable ASCII characters',
  /^[\x20-\x7e]{1,255}$/,
);
export type CommandId = string;

/** The kind of stream an id belongs to, or undefined when it is none of ours. */
export const kindOfStream = (id: string): StreamKind | undefined => {
  const kind = id.slice(0, id.indexOf('_'));
  return streamKinds.find((known) => known === kind);
};
