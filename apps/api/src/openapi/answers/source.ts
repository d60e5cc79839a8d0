import { tiers } from '@dealtrail/deals/source/register-source/register-source';
import { Instant } from '@dealtrail/deals/values/instant';
import { PartialDate } from '@dealtrail/deals/values/partial-date';
import type { SourceAnswer } from '@dealtrail/views/sources/answer';
import { z } from 'zod';
import { Basis, page } from './basis.ts';
import { component, like, word } from './component.ts';
import { changedAt, sourceId } from './values.ts';

const tier = component(
  'Tier',
  'T1 filing, T2 release of a party, T3 wire or major press, T4 trade press, T5 aggregator or repost, T6 social.',
  word(z.enum(tiers)),
);

const source = like<SourceAnswer>()(
  z.strictObject({
    sourceId,
    publisher: z.string().describe('Who published it, or "unknown".'),
    title: z.string().nullable(),
    url: z.string().meta({ format: 'uri' }).nullable(),
    publishedAt: z.union([Instant, PartialDate]).describe('As precise as it is known.'),
    tier,
    effectiveTier: tier.describe('The tier it speaks with: that of the root of its chain of reposts.'),
    seen: z.boolean().describe('False: known only through another source.'),
    repostOf: sourceId.nullable().describe('The document this one repeats.'),
    derivedFrom: z.array(sourceId).describe('What this one draws on.'),
    roots: z
      .array(sourceId)
      .describe('Where its chain of reposts and derivations ends, sorted; itself when it has none.'),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullable()
      .describe('Of the document as it was read.'),
    retracted: z.boolean(),
    changedAt,
  }),
);

const Item = component('Source', 'A document that claims rest on.', source);

export const SourceWithBasis = component(
  'SourceWithBasis',
  'A document that claims rest on, and the basis of the answer.',
  source.extend({ basis: Basis }),
);

export const Sources = component('Sources', 'A page of sources.', page(Item));
