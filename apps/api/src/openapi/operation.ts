import type { z } from 'zod';
import { statuses } from '../edge/problem.ts';
import type { ProblemCode } from '../edge/problem.ts';
import { Problem } from './answers/operations.ts';
import { headerRef } from './headers.ts';
import type { HeaderName } from './headers.ts';
import type { JsonSchema } from './schemas.ts';
import { ref } from './schemas.ts';

export type Operation = Readonly<Record<string, unknown>>;
export type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

export type Describe = {
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly JsonSchema[];
  readonly body?: { readonly type: string; readonly schema: JsonSchema; readonly example?: unknown };
  /** Status to what it answers with; problems are added. */
  readonly answers: Readonly<Record<string, Answer>>;
  /** Every code that it may be refused with; each brings its status. */
  readonly problems: readonly ProblemCode[];
  readonly isPublic?: boolean;
};

export type Answer = {
  readonly description: string;
  readonly content?: Readonly<Record<string, JsonSchema>>;
  readonly headers?: readonly HeaderName[];
};

export const json = (
  description: string,
  schema: z.ZodType,
  headers: readonly HeaderName[] = [],
): Answer => ({ description, content: { 'application/json': ref(schema) }, headers });

/** What may happen to any request of a caller who has to be known. */
export const always = ['UNAUTHENTICATED', 'INTERNAL', 'OVERLOADED'] as const satisfies readonly ProblemCode[];

/** The same of a request that is answered from events, some of which may be of a newer release. */
export const ofEvents = [...always, 'NEWER_EVENT'] as const satisfies readonly ProblemCode[];

const problemTexts: Readonly<Record<number, string>> = {
  400: 'The request does not parse; every fault is listed with a pointer.',
  401: 'No key, or none that is in force.',
  403: 'The role of the key does not allow this.',
  404: 'Something that was never recorded.',
  408: 'The body did not arrive in time.',
  409: 'Something on record stands in the way.',
  410: 'The basis is of a view or policy version that is not kept any more.',
  412: 'The stream is at another version.',
  413: 'The body is above 1 MiB.',
  415: 'Another content type, another charset than UTF-8, or a compressed body.',
  422: 'A rule refuses it.',
  500: 'Something broke on our side; nothing of it is shown but a number to quote.',
  503: 'Too busy, not caught up, or of an older release than an event that is needed.',
};

const problemHeaders: Readonly<Record<number, readonly HeaderName[]>> = {
  401: ['Challenge'],
  503: ['RetryAfter'],
};

const problemOf = (status: number, codes: readonly ProblemCode[]): Answer => {
  const text = problemTexts[status];
  if (text === undefined) throw new Error(`status ${String(status)} has no description`);
  return {
    description: `${text} Codes: ${codes.map((code) => `\`${code}\``).join(', ')}.`,
    content: { 'application/problem+json': ref(Problem) },
    headers: problemHeaders[status] ?? [],
  };
};

const problemsOf = (codes: readonly ProblemCode[]): readonly (readonly [string, Answer])[] => {
  const found = [...new Set(codes.map((code) => statuses[code]))].sort((a, b) => a - b);
  return found.map((status) => [
    String(status),
    problemOf(
      status,
      codes.filter((code) => statuses[code] === status),
    ),
  ]);
};

const mediaOf = (content: Answer['content'] = {}): JsonSchema =>
  Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]));

const answerOf = ({ description, content, headers = [] }: Answer): JsonSchema => ({
  description,
  ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers.map(headerRef)) }),
  ...(content === undefined ? {} : { content: mediaOf(content) }),
});

const bodyOf = ({ type, schema, example }: NonNullable<Describe['body']>): JsonSchema => ({
  required: true,
  content: { [type]: { schema, ...(example === undefined ? {} : { example }) } },
});

export const operation = (describe: Describe): Operation => ({
  operationId: describe.id,
  tags: [describe.tag],
  summary: describe.summary,
  ...(describe.description === undefined ? {} : { description: describe.description }),
  ...(describe.parameters === undefined ? {} : { parameters: describe.parameters }),
  ...(describe.body === undefined ? {} : { requestBody: bodyOf(describe.body) }),
  responses: Object.fromEntries(
    [...Object.entries(describe.answers), ...problemsOf(describe.problems)].map(([status, answer]) => [
      status,
      answerOf(answer),
    ]),
  ),
  ...(describe.isPublic === true ? { security: [] } : {}),
});
