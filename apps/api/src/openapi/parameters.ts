import { z } from 'zod';
import { basisQuery, waitMsMax } from '../reads/basis.ts';
import type { JsonSchema } from './schemas.ts';
import { jsonSchemaOf } from './schemas.ts';

const meanings: Readonly<Record<string, string>> = {
  asAt: 'What the ledger knew: an RFC 3339 instant, or position:<n>. An event is known from the instant of its recording on; before the first, lists are empty. A time to come is refused. Default: the head.',
  effectiveAt:
    'What was true in the world on this day, YYYY-MM-DD. A date known to a month, quarter or year counts from its first day on, since it may have been then; one known only by its bounds from the first it allows, and an unknown one always. Default: today in UTC.',
  minPosition: `Wait, at most ${String(waitMsMax / 1000)} seconds, until the answer has seen this position.`,
  epoch: "The ledger's epoch of an earlier basis; 410 when the ledger has another one now.",
  view: 'The view version of an earlier basis; 410 when it is not kept any more.',
  policy: 'The policy version of an earlier basis; 410 when it is not kept any more.',
  limit: 'Items on a page.',
  sort: 'changed: newest first; dealId: by id; announcedOn: latest first; totalValue: largest first. Default: changed.',
  order: 'In order recorded (default), or in order occurred.',
  cursor: 'The nextCursor of an earlier page; pins its basis and filters.',
  stage: 'In this stage at effectiveAt.',
  class: 'Only of this class.',
  state: 'Only in this state.',
  tier: 'Only of this tier, as registered.',
  party: 'This party takes part, in any role.',
  deal: 'Funds this deal.',
  minValue: 'The total value may be this or more, in major units of `currency`, which it needs.',
  maxValue: 'The total value may be this or less, in major units of `currency`, which it needs.',
  currency: 'ISO 4217 code of minValue and maxValue.',
  announcedFrom: 'May have been announced on this day or later.',
  announcedTo: 'May have been announced on this day or earlier.',
  changedSince: 'Only what changed after this position.',
  name: 'Part of any of its names, in any case, spacing and punctuation.',
  identifier: 'The value of one of its identifiers, whole.',
  publisher: "Part of the publisher's name, in any case, spacing and punctuation.",
  stream: 'Events of one stream: the id of a deal, financing, party or source.',
  types: 'Event types, separated by commas.',
  fromPosition: 'First position, inclusive. Default: 1.',
  toPosition: 'Last position, inclusive. Default: that of the basis.',
  from: 'The earlier basis: what the ledger knew, an RFC 3339 instant or position:<n>.',
  to: 'The later basis, in the same form. Default: the head.',
  fromEffectiveAt: 'The day of the world that the earlier basis asks about. Default: toEffectiveAt.',
  toEffectiveAt: 'The day of the world that the later basis asks about. Default: today in UTC.',
  dryRun: 'true: decide everything and write nothing. Default: false.',
};

/** What its schema says of itself, or else what every parameter of this name means. Throws where nobody says. */
const query = (name: string, { description, ...schema }: JsonSchema, required = false): JsonSchema => {
  const meaning = description ?? meanings[name];
  if (meaning === undefined) throw new Error(`the query parameter ${name} has no description`);
  return { name, in: 'query', required, description: meaning, schema };
};

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

export const pathParameter = (name: string, description: string, schema: JsonSchema): JsonSchema => ({
  name,
  in: 'path',
  required: true,
  description,
  schema,
});

export const headerParameter = (
  name: string,
  description: string,
  schema: JsonSchema = { type: 'string' },
): JsonSchema => ({ name, in: 'header', required: false, description, schema });
