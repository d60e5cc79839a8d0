import type { JsonSchema } from './schemas.ts';
import { ref } from './schemas.ts';

export type Operation = Readonly<Record<string, unknown>>;

export type Describe = {
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly JsonSchema[];
  readonly body?: { readonly type: string; readonly schema: JsonSchema };
  /** Status to what it answers with; problems are added. */
  readonly answers: Readonly<Record<string, Answer>>;
  readonly problems: readonly number[];
  readonly isPublic?: boolean;
};

export type Answer = {
  readonly description: string;
  readonly content?: Readonly<Record<string, JsonSchema>>;
  readonly headers?: Readonly<Record<string, string>>;
};

export const json = (
  description: string,
  schema: string,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  description,
  content: { 'application/json': ref(schema) },
  headers,
});

const problemTexts: Readonly<Record<number, string>> = {
  400: 'The request does not parse; every fault is listed with a pointer.',
  401: 'No key, or none that is in force.',
  403: 'The role of the key does not allow this.',
  404: 'Something that was never recorded, or no such command.',
  409: 'Something on record stands in the way.',
  410: 'The basis is of a view or policy version that is not kept any more.',
  412: 'The stream is at another version.',
  413: 'The body is above 1 MiB.',
  415: 'Another content type, or another charset than UTF-8.',
  422: 'A rule refuses it.',
  503: 'Too busy, or not caught up; try again after Retry-After seconds.',
};

const mediaOf = (content: Answer['content']): JsonSchema =>
  Object.fromEntries(Object.entries(content ?? {}).map(([type, schema]) => [type, { schema }]));

const headersOf = (headers: Answer['headers'] = {}): JsonSchema =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  );

const answerOf = ({ description, content, headers }: Answer): JsonSchema => ({
  description,
  ...(content === undefined ? {} : { content: mediaOf(content) }),
  ...(headers === undefined ? {} : { headers: headersOf(headers) }),
});

const problemOf = (status: number): Answer => ({
  description: problemTexts[status] ?? 'A problem.',
  content: { 'application/problem+json': ref('Problem') },
  ...(status === 503 ? { headers: { 'Retry-After': 'Seconds until trying again makes sense.' } } : {}),
  ...(status === 401 ? { headers: { 'WWW-Authenticate': 'Bearer' } } : {}),
});

export const operation = (describe: Describe): Operation => ({
  operationId: describe.id,
  tags: [describe.tag],
  summary: describe.summary,
  ...(describe.description === undefined ? {} : { description: describe.description }),
  ...(describe.parameters === undefined ? {} : { parameters: describe.parameters }),
  ...(describe.body === undefined
    ? {}
    : { requestBody: { required: true, content: mediaOf({ [describe.body.type]: describe.body.schema }) } }),
  responses: Object.fromEntries(
    [
      ...Object.entries(describe.answers),
      ...describe.problems.map((status) => [String(status), problemOf(status)] as const),
    ].map(([status, answer]) => [status, answerOf(answer)]),
  ),
  ...(describe.isPublic === true ? { security: [] } : {}),
});
