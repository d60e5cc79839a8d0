import { z } from 'zod';
import { Instant } from './instant.ts';
import { PartialDate } from './partial-date.ts';

/** When a document was published: to the second, or as precisely as anybody knows; "unknown" where nobody does. */
export type PublishedAt = Instant | PartialDate;

const forms =
  'must be an RFC 3339 instant with offset ("2026-03-02T21:05:00Z"), {"local": "2026-06-02T01:21", "zone": "unknown"}, ' +
  'a date that exists ("2025-11-03", "2025-11", "2026-Q4", "2026-H1", "2025"), {"notBefore"?, "notAfter"?, "asStated"?} ' +
  '(in this order of time) or "unknown"';

const dateRegex = /^\d{4}(-[^Tt\s]*)?$/;
const boundRegex = /^(notBefore|notAfter|asStated)$/;

/** What the value was meant for, by its shape: years without a time of day and bounds are dates, all else an instant. */
const meantFor = (value: unknown): z.ZodType =>
  (typeof value === 'string' && (value === 'unknown' || dateRegex.test(value))) ||
  (typeof value === 'object' && value !== null && Object.keys(value).some((key) => boundRegex.test(key)))
    ? PartialDate
    : Instant;

const { anyOf } = z.toJSONSchema(z.union([Instant, PartialDate]));

/** An instant or a date; the faults are those of the one that the value was meant for, and say every form there is. */
export const PublishedAt = z
  .unknown()
  .superRefine((value, context) => {
    for (const issue of meantFor(value).safeParse(value).error?.issues ?? []) {
      const message = issue.path.length === 0 && value !== undefined ? forms : issue.message;
      context.issues.push({ ...issue, message, input: value } as z.core.$ZodRawIssue);
    }
  })
  .meta({ anyOf }) as unknown as z.ZodType<PublishedAt, PublishedAt>;
