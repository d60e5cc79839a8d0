import { z } from 'zod';
import type { DealDiffWithBases } from '../../reads/deal-diff.controller.ts';
import { Basis } from './basis.ts';
import { component, like } from './component.ts';
import { dealId, eventId, position, sourceId, streamId, time } from './values.ts';

type Change = DealDiffWithBases['changes'][number];
type ByEvent = Change['by'][number];

const CitedSource = z.strictObject({
  sourceId,
  publisher: z.string().nullable().describe('As the later basis knows it; null where it was not registered.'),
  title: z.string().nullable(),
  locator: z.string().nullable().describe('Page, item or paragraph.'),
});

const By = component(
  'DiffEvent',
  'An event with which a field changed: what, when, by whom, why and on whose word. The whole of it is at /v1/events/{eventId}.',
  like<ByEvent>()(
    z.strictObject({
      eventId,
      position,
      type: z.string(),
      streamId,
      recordedAt: time,
      actor: z.string().describe('Principal of the API key.'),
      reason: z.string().nullable(),
      sources: z.array(CitedSource),
    }),
  ),
);

/** Anything that stands in a deal's answer: a figure whole, a word, a count, a stage, a role, a rival. */
const fieldValue: z.ZodType<Change['before']> = z.union([
  z.looseObject({}),
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
]);

const FieldChange = component(
  'FieldChange',
  'A field of the deal that the two bases show differently, and what changed it on the way.',
  like<Change>()(
    z.strictObject({
      path: z.string().meta({
        description:
          'JSON Pointer (RFC 6901) into the answer of /v1/deals/{id}; a member of a list is named by what identifies it.',
        examples: ['/terms/deal.totalValue/value', '/parties/provider/party_acme'],
      }),
      before: fieldValue.describe('As at the earlier basis, whole; null: not there.'),
      after: fieldValue.describe('As at the later basis, whole; null: not there.'),
      by: z
        .array(By)
        .describe('Every event with which the field changed between the bases, in order recorded.'),
      byEffectiveAt: z
        .boolean()
        .describe('It changed because another day of the world is asked about, whatever was recorded.'),
    }),
  ),
);

export const DealDiff = component(
  'DealDiff',
  'What changed about a deal between two bases, in the order of the answer of /v1/deals/{id}; `changedAt` and the steps of the rule are left out.',
  like<DealDiffWithBases>()(
    z.strictObject({ dealId, from: Basis, to: Basis, changes: z.array(FieldChange) }),
  ),
);
