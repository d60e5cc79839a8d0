import { z } from 'zod';
import type { FaultCode } from '../rejection.ts';

/** What a fault of form carries beside its path: the language's code, read by the command door. */
export type CodedParams = { readonly code: FaultCode };

type JsonSchema = Readonly<Record<string, unknown>>;

type Members = readonly string[];

const surplusOf = (value: unknown, members: Members): Members => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const keys = Object.keys(value);
  return keys.some((key) => members.includes(key)) ? keys.filter((key) => !members.includes(key)) : [];
};

const without = (value: unknown, surplus: Members): unknown =>
  surplus.length === 0
    ? value
    : Object.fromEntries(Object.entries(value as object).filter(([key]) => !surplus.includes(key)));

/**
 * A schema that raises one fault with the language's own code, whatever is wrong with the value: a number
 * where a decimal string belongs is a MALFORMED_DECIMAL too, and an absent one a MISSING_FIELD.
 *
 * @param json how the value looks to OpenAPI and to the command line
 * @param members of the value where it is an object: one with some of these and others beside them has UNKNOWN_FIELDs
 */
export const coded = <T>(
  code: FaultCode,
  detail: string,
  holds: (value: unknown) => value is T,
  json: JsonSchema,
  members: Members = [],
): z.ZodType<T, T> => {
  const schema = z
    .unknown()
    .superRefine((value, context) => {
      const complain = (params: CodedParams, message: string, path: Members = []): void => {
        context.addIssue({ code: 'custom', params, message, path: [...path] });
      };
      const surplus = surplusOf(value, members);
      for (const key of surplus)
        complain({ code: 'UNKNOWN_FIELD' }, `there is no field ${key} here: remove it or mend its name`, [
          key,
        ]);
      if (holds(without(value, surplus))) return;
      if (value === undefined) complain({ code: 'MISSING_FIELD' }, 'is required');
      else complain({ code }, detail);
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
