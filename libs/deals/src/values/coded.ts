import { z } from 'zod';
import type { FaultCode } from '../rejection.ts';

/** What a fault of form carries beside its path: the language's code, read by the command door. */
export type CodedParams = { readonly code: FaultCode };

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * A schema that raises one fault with the language's own code, whatever is wrong with the value: a number
 * where a decimal string belongs is a MALFORMED_DECIMAL too, and an absent one a MISSING_FIELD.
 *
 * @param json how the value looks to OpenAPI and to the command line
 */
export const coded = <T>(
  code: FaultCode,
  detail: string,
  holds: (value: unknown) => value is T,
  json: JsonSchema,
): z.ZodType<T, T> => {
  const schema = z
    .unknown()
    .superRefine((value, context) => {
      if (holds(value)) return;
      const params: CodedParams = { code: value === undefined ? 'MISSING_FIELD' : code };
      context.addIssue({ code: 'custom', params, message: value === undefined ? 'is required' : detail });
    })
    .meta(json);
  return schema as unknown as z.ZodType<T, T>;
};

/** A string of one pattern, with its own fault code. */
export const pattern = <T extends string>(code: FaultCode, detail: string, regex: RegExp): z.ZodType<T, T> =>
  coded(code, detail, (value): value is T => typeof value === 'string' && regex.test(value), {
    type: 'string',
    pattern: regex.source,
  });
