import { z } from 'zod';
import { refuse } from './problem.ts';

/** A whole number in decimal digits, as a query parameter has it; the contract calls it an integer. */
export const integer = (least: number, most: number = Number.MAX_SAFE_INTEGER): z.ZodType<number> =>
  z
    .string()
    .regex(/^(0|[1-9]\d{0,15})$/, 'takes a whole number')
    .transform(Number)
    .pipe(
      z
        .number()
        .min(least, `is at least ${String(least)}`)
        .max(most, `is at most ${String(most)}`),
    )
    .meta({ type: 'integer', pattern: undefined, minimum: least, maximum: most });

/** YYYY-MM-DD that is in the calendar. */
export const day: z.ZodType<string> = z.iso.date('takes a date such as 2026-03-02');

/** Everything a request says after its `?`. Unknown and repeated parameters are refused with BAD_QUERY. */
export const parseQuery = <T>(schema: z.ZodType<T>, query: unknown): T => {
  const parsed = schema.safeParse(query, { reportInput: true });
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap(faultsOf);
  throw refuse('BAD_QUERY', errors.map(({ detail }) => detail).join('; '), { errors });
};

const faultsOf = (issue: z.core.$ZodIssue): { pointer: string; code: 'BAD_QUERY'; detail: string }[] => {
  const names = issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.map(String).join('/')];
  return names.map((name) => ({ pointer: `/${name}`, code: 'BAD_QUERY', detail: detailOf(issue, name) }));
};

const detailOf = (issue: z.core.$ZodIssue, name: string): string => {
  if (issue.code === 'unrecognized_keys') return `there is no query parameter ${name}`;
  if (issue.code === 'invalid_type')
    return issue.input === undefined ? `${name} is missing` : `${name} is given once`;
  if (issue.code === 'invalid_value') return `${name} takes ${issue.values.map(String).join(' or ')}`;
  return `${name} ${issue.message}`;
};
