import type { Readable } from 'node:stream';
import type { Fault } from '@dealtrail/deals/rejection';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { readBody, requireMediaType } from './body.ts';
import { problem, ProblemError, problemOfFaults } from './problem.ts';
import type { ProblemFault } from './problem.ts';
import { parseStrictJson } from './strict-json.ts';

export type JsonBody = { readonly value: unknown; readonly faults: readonly Fault[] };

/** The JSON in these bytes; throws MALFORMED_JSON with the place where it goes wrong. */
export const jsonOf = (bytes: Uint8Array): JsonBody => {
  const parsed = parseStrictJson(bytes);
  if (parsed.ok) return parsed;
  const { pointer, detail } = parsed;
  throw new ProblemError(
    problem('MALFORMED_JSON', detail, { errors: [{ pointer, code: 'MALFORMED_JSON', detail }] }),
  );
};

/** The JSON body of a request, with the faults of its texts; fields are the caller's to judge. */
export const readJsonBody = async (request: FastifyRequest): Promise<JsonBody> => {
  requireMediaType(request.headers, 'application/json');
  return jsonOf(await readBody(request.body as Readable | undefined));
};

/** A small fixed body that is not a command. */
export const readJson = async <T>(request: FastifyRequest, schema: z.ZodType<T>): Promise<T> =>
  judged(await readJsonBody(request), schema);

const Nothing = z.strictObject({});

/**
 * Of a request that says everything in its path. No body at all, or the `{}` that some clients always send; anything
 * else was meant to say something and is refused, not passed over.
 */
export const readNothing = async (request: FastifyRequest): Promise<void> => {
  const bytes = await readBody(request.body as Readable | undefined);
  if (bytes.byteLength === 0) return;
  requireMediaType(request.headers, 'application/json');
  try {
    judged(jsonOf(bytes), Nothing);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { problem: found, headers } = error;
    throw new ProblemError(
      { ...found, detail: `${found.detail}; this takes no fields: send no body` },
      headers,
    );
  }
};

const judged = <T>({ value, faults }: JsonBody, schema: z.ZodType<T>): T => {
  const parsed = schema.safeParse(value, { reportInput: true });
  const [first, ...others] = [...faults, ...(parsed.success ? [] : parsed.error.issues.flatMap(faultsOf))];
  if (first !== undefined) throw new ProblemError(problemOfFaults([first, ...others]));
  if (!parsed.success) throw new Error('a failed parse has issues');
  return parsed.data;
};

const faultsOf = (issue: z.core.$ZodIssue): Fault[] => {
  const at = issue.path.map((step) => `/${String(step)}`).join('');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: `${at}/${key}`,
      code: 'UNKNOWN_FIELD',
      detail: `there is no field ${key}`,
    }));
  }
  if (issue.input === undefined && issue.path.length > 0) {
    return [{ pointer: at, code: 'MISSING_FIELD', detail: `${at.slice(1)} is missing` }];
  }
  return [
    { pointer: at, code: at === '' ? 'INVALID_FIELDS' : 'BAD_TEXT', detail: issue.message },
  ] satisfies ProblemFault[] as Fault[];
};
