import { z } from 'zod';

/** Three centuries of days: longer than any lease on record, small enough for exact calendar arithmetic. */
export const durationCountMax = 110_000;

/** {"count":5,"unit":"year"}. A count of whole units; zero and less is no duration. */
export const Duration = z
  .strictObject({ count: z.int().min(1).max(durationCountMax), unit: z.enum(['day', 'month', 'year']) })
  .meta({ title: 'Duration' });
export type Duration = z.infer<typeof Duration>;
