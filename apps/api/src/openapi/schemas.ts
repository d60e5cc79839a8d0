import { bodySchema } from '@dealtrail/deals/command';
import { commandNames } from '@dealtrail/deals/registry';
import { z } from 'zod';
import { statuses } from '../edge/problem.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** As the server reads it (`input`: before defaults), in the dialect of OpenAPI 3.1. */
export const jsonSchemaOf = (schema: z.ZodType): JsonSchema => {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
  });
  // The document says once which dialect all of its schemas are in.
  if ($schema === undefined) throw new Error('a JSON schema names its dialect');
  return rest;
};

const text = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });

const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});

export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

const time = { type: 'string', format: 'date-time', description: 'RFC 3339 UTC with six digits' } as const;

const eventRef = object({
  eventId: { ...text, format: 'uuid' },
  type: text,
  position: count,
  version: count,
});

const commandAnswer = object({
  commandId: text,
  streamId: text,
  version: count,
  position: count,
  recordedAt: time,
  events: { type: 'array', maxItems: 1, items: eventRef },
});

const lineAnswer = object(
  { line: count, status: count, position: count, replayed: { type: 'boolean' }, problem: ref('Problem') },
  ['position', 'replayed', 'problem'],
);

const event = object({
  eventId: { ...text, format: 'uuid' },
  position: count,
  streamId: text,
  version: count,
  type: text,
  schemaVersion: count,
  occurredOn: orNull({ description: 'a partial date; null for events about our own record' }),
  recordedAt: time,
  actor: text,
  commandId: text,
  correlationId: orNull(text),
  causationId: orNull(text),
  reason: orNull(text),
  sources: { type: 'array', items: object({ sourceId: text, locator: text }, ['locator']) },
  modality: text,
  data: { type: 'object' },
});

const basis = object({
  position: count,
  asAt: orNull(time),
  effectiveAt: { ...text, format: 'date' },
  view: { ...text, examples: ['deal-current@1'] },
  policy: text,
});

const problem = object(
  {
    type: { ...text, format: 'uri' },
    title: text,
    status: count,
    code: { ...text, enum: Object.keys(statuses) },
    detail: text,
    instance: text,
    errors: { type: 'array', items: object({ pointer: text, code: text, detail: text }) },
    other: { ...text, description: 'event, source, party or stream that stands in the way' },
    currentVersion: count,
  },
  ['errors', 'other', 'currentVersion', 'instance'],
);

const key = object({
  id: text,
  role: { ...text, enum: ['reader', 'analyst', 'auditor', 'admin'] },
  principal: text,
  createdAt: time,
  revokedAt: orNull(time),
});

/** A page of anything that has a basis. */
export const listOf = (item: JsonSchema): JsonSchema =>
  object({ items: { type: 'array', items: item }, nextCursor: orNull(text), basis: ref('Basis') });

const thing: JsonSchema = { ...object({ basis: ref('Basis') }), additionalProperties: true };

/** Every schema of the document; the bodies of commands come from the registry of slices. */
export const schemas = (): Readonly<Record<string, JsonSchema>> => ({
  ...Object.fromEntries(commandNames.map((name) => [name, jsonSchemaOf(bodySchema(name))])),
  CommandAnswer: commandAnswer,
  LineAnswer: lineAnswer,
  Event: event,
  EventWithBasis: { allOf: [ref('Event'), object({ basis: ref('Basis') })] },
  Events: listOf(ref('Event')),
  Basis: basis,
  Problem: problem,
  Thing: { ...thing, description: 'The fields of the view, and the basis of the answer.' },
  Things: listOf({ type: 'object' }),
  Key: key,
  NewKey: {
    allOf: [
      ref('Key'),
      object({ key: { ...text, description: 'the whole key; shown here and never again' } }),
    ],
  },
  Keys: object({ items: { type: 'array', items: ref('Key') }, nextCursor: { type: 'null' } }),
  Projections: object({
    items: {
      type: 'array',
      items: object({
        name: text,
        version: count,
        position: count,
        lag: count,
        state: text,
        error: orNull(text),
      }),
    },
    nextCursor: { type: 'null' },
    position: count,
  }),
});
