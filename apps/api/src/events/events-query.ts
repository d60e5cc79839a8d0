import { eventTypes } from '@dealtrail/deals/registry';
import { aggregateOf } from '@dealtrail/deals/registry';
import { z } from 'zod';
import { integer } from '../edge/query.ts';

/** Events on one page of the log. */
export const eventsLimitDefault = 100;
export const eventsLimitMax = 1_000;

const types: readonly string[] = eventTypes;

/** Which events: both positions inclusive; filters leave holes. */
export const eventFilters = {
  types: z
    .string()
    .transform((text) => text.split(','))
    .refine(
      (names) => names.every((name) => types.includes(name)),
      `takes event types, separated by commas: ${types.join(', ')}`,
    )
    .optional(),
  stream: z
    .string()
    .refine(
      (id) => /^[a-z]+_[a-z0-9-]{1,80}$/.test(id) && aggregateOf(id) !== undefined,
      'takes the id of a deal, financing, party or source',
    )
    .optional(),
};

export const eventRange = {
  fromPosition: integer(0).optional(),
  toPosition: integer(0).optional(),
};

export type EventFilters = {
  readonly types?: readonly string[] | undefined;
  readonly stream?: string | undefined;
};
