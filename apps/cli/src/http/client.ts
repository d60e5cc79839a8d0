import type { z } from 'zod';
import { exitCodes, Failure } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { widthOfTerminal } from '../io.ts';
import { Problem, problemLines } from '../render/problem.ts';
import type { Target } from './target.ts';

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;
export type Ask = {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | ReadableStream<Uint8Array>;
  readonly signal?: AbortSignal;
  /** What the user knows a query parameter as, where a refusal is to name that: `{ asAt: '--to' }`. */
  readonly flags?: Readonly<Record<string, string>>;
};

/** Tries in all when the server says that it is busy (503 with Retry-After). */
const attemptsMax = 4;
const retryAfterMsMax = 5_000;

export const urlOf = (target: Target, { path, query }: Pick<Ask, 'path' | 'query'>): string => {
  const url = new URL(target.url + path);
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined) url.searchParams.set(name, String(value));
  return url.href;
};

const codeOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.message : String(cause);
};

export const unreachable = (target: Target, error: unknown): Failure =>
  new Failure(exitCodes.unavailable, [
    `No Dealtrail server answers at ${target.url} (${codeOf(error)}).`,
    '  Start one:     dealtrail start     (or `npm start` in the project folder)',
    '  Name another:  --server <url>, or DEALTRAIL_URL in the environment',
  ]);

export const connectionLost = (target: Target, error: unknown, advice: string): Failure =>
  new Failure(exitCodes.unavailable, [
    `The connection to ${target.url} was lost (${codeOf(error)}).`,
    advice,
  ]);

const advice: Readonly<Record<number, string>> = {
  401: 'Give an API key: --api-key, or DEALTRAIL_KEY. A lost admin key: dealtrail keys replace-admin',
  403: 'This key has not the role for it. Roles: reader, analyst, auditor, admin (dealtrail keys create)',
};

/** A problem that speaks of query parameters, in the words of the command line. */
const inFlags = (problem: Problem, flags: NonNullable<Ask['flags']>): Problem => {
  const said = (text: string | null | undefined) =>
    text?.replaceAll(/\/?\b[a-z][A-Za-z]*\b/g, (word) => flags[word.replace('/', '')] ?? word);
  return {
    ...problem,
    detail: said(problem.detail),
    errors: problem.errors?.map((error) => ({
      ...error,
      pointer: said(error.pointer),
      detail: said(error.detail),
    })),
  };
};

/** A response that is not 2xx, as the problem it carries. */
export const problemOf = async (
  response: Response,
  width: number,
  flags: NonNullable<Ask['flags']> = {},
): Promise<Failure> => {
  const text = await response.text().catch(() => '');
  const exitCode = response.status >= 500 ? exitCodes.unavailable : exitCodes.refused;
  const parsed = Problem.safeParse(jsonOf(text));
  const problem = parsed.success ? inFlags(parsed.data, flags) : { title: response.statusText };
  const hint = advice[response.status];
  return new Failure(exitCode, [
    ...problemLines({ ...problem, status: problem.status ?? response.status }, width),
    ...(hint === undefined ? [] : [hint]),
  ]);
};

export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

const once = (io: Io, target: Target, ask: Ask): Promise<Response> =>
  io.fetch(urlOf(target, ask), {
    method: ask.method ?? 'GET',
    headers: {
      accept: 'application/json',
      ...(target.key === undefined ? {} : { authorization: `Bearer ${target.key}` }),
      ...(ask.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...ask.headers,
    },
    ...(ask.body === undefined ? {} : { body: ask.body, duplex: 'half' as const }),
    ...(ask.signal === undefined ? {} : { signal: ask.signal }),
  });

const waitOf = (response: Response): number => {
  const seconds = Number(response.headers.get('retry-after'));
  return Number.isFinite(seconds) ? Math.min(retryAfterMsMax, seconds * 1_000) : retryAfterMsMax;
};

/** A 2xx response; a refusal or a server that is not there ends the command. A busy server is asked again, a few times. */
export const send = async (io: Io, target: Target, ask: Ask): Promise<Response> => {
  for (let attempt = 1; ; attempt += 1) {
    const response = await once(io, target, ask).catch((error: unknown) => {
      throw unreachable(target, error);
    });
    if (response.ok) return response;
    const again =
      response.status === 503 && response.headers.has('retry-after') && typeof ask.body !== 'object';
    if (!again || attempt >= attemptsMax) throw await problemOf(response, widthOfTerminal(io), ask.flags);
    await response.body?.cancel();
    await io.sleep(waitOf(response));
  }
};

/** What came, read as `schema`: what this version knows of it. `what` names it where it is something else. */
export const understood = <T extends z.ZodType>(schema: T, document: unknown, what: string): z.infer<T> => {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Failure(exitCodes.unexpected, [
    `The answer to ${what} is not what this version understands.`,
    `  at /${issue?.path.map(String).join('/') ?? ''}: ${issue?.message ?? ''}`,
  ]);
};

/** The answer, read as `schema`; `document` is the answer as it came. */
export const ask = async <T extends z.ZodType>(
  io: Io,
  target: Target,
  what: Ask,
  schema: T,
): Promise<{ readonly document: unknown; readonly answer: z.infer<T> }> => {
  const response = await send(io, target, what);
  const document = jsonOf(await response.text());
  return { document, answer: understood(schema, document, what.path) };
};
