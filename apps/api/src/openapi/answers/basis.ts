import { figurePolicy } from '@dealtrail/deals/values/figure-policy';
import { z } from 'zod';
import type { Basis as BasisType } from '../../reads/basis.ts';
import { component, like } from './component.ts';
import { position, time } from './values.ts';

export const Basis = component(
  'Basis',
  'What an answer was given on. Asked again with asAt=position:<position>, effectiveAt, epoch, view and policy, it gives the same bytes.',
  like<BasisType>()(
    z.strictObject({
      epoch: z
        .uuid()
        .describe(
          'Of the ledger: another one after a restore or promotion that may have lost the last events.',
        ),
      position: position.describe(
        'The last position of the log that the answer has seen; 0: an empty ledger.',
      ),
      asAt: time.nullable().describe('When that position was recorded; null for position 0.'),
      effectiveAt: z.iso.date().describe('The day of the world that is asked about.'),
      view: z
        .string()
        .regex(/^[a-z][a-z-]*@[1-9]\d*$/)
        .meta({ description: 'The view and its version.', examples: ['deal-current@1'] }),
      policy: z
        .string()
        .regex(/^[1-9]\d*$/)
        .meta({ description: 'The policy that claims are weighed by.', examples: [figurePolicy] }),
    }),
  ),
);

/** One page of a list. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item),
    nextCursor: z
      .string()
      .nullable()
      .describe('Goes back in as `cursor`, with the basis and filters it pins; null at the end.'),
    basis: Basis,
  });
