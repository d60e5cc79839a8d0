import { z } from 'zod';
import { basisQuery } from '../reads/basis.ts';
import type { JsonSchema } from './schemas.ts';
import { jsonSchemaOf } from './schemas.ts';

const meanings: Readonly<Record<string, string>> = {
  asAt: 'What the ledger knew: an RFC 3339 instant, or position:<n>. Default: the head.',
  effectiveAt: 'What was true in the world on this day. Default: today in UTC.',
  minPosition: 'Wait, at most three seconds, until the answer has seen this position.',
  view: 'The view version of an earlier basis; 410 when it is not kept any more.',
  policy: 'The policy version of an earlier basis; 410 when it is not kept any more.',
  limit: 'Items on a page.',
  sort: 'What the list is sorted by.',
  cursor: 'The nextCursor of an earlier page; pins its basis and filters.',
  changedSince: 'Only what changed after this position.',
  stream: 'Events of one stream.',
  types: 'Event types, separated by commas.',
  dryRun: 'Decide everything and write nothing.',
};

const query = (name: string, schema: JsonSchema, required = false): JsonSchema => ({
  name,
  in: 'query',
  required,
  schema,
  ...(meanings[name] === undefined ? {} : { description: meanings[name] }),
});

/** The query parameters that a schema reads. */
export const queryParameters = (schema: z.ZodType, more: readonly string[] = []): readonly JsonSchema[] => {
  const { properties = {}, required = [] } = jsonSchemaOf(schema) as {
    properties?: Record<string, JsonSchema>;
    required?: readonly string[];
  };
  return [
    ...Object.entries(properties).map(([name, value]) => query(name, value, required.includes(name))),
    ...more.map((name) => query(name, { type: 'string' })),
  ];
};

export const basisParameters = (): readonly JsonSchema[] => queryParameters(z.strictObject(basisQuery));

export const pathParameter = (name: string, description: string): JsonSchema => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
});

export const headerParameter = (name: string, description: string): JsonSchema => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
});
