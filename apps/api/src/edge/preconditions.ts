import { refuse } from './problem.ts';

/** Characters of an Idempotency-Key; also bounds the command ids in the log. */
export const commandIdLengthMax = 255;

export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One header's value. Throws BAD_HEADER when it is sent more than once. */
export const header = (headers: RequestHeaders, name: string): string | undefined => {
  const value = headers[name];
  if (typeof value === 'string' || value === undefined) return value;
  throw refuse('BAD_HEADER', `send ${name} once`);
};

/** The command id a client chose: 1 to 255 printable ASCII characters. Used as a field of a bulk line too. */
export const isCommandId = (value: string): boolean =>
  /^[\x20-\x7e]{1,255}$/.test(value) && value.trim() !== '';

export const idempotencyKey = (headers: RequestHeaders): string | undefined => {
  const value = header(headers, 'idempotency-key');
  if (value === undefined || isCommandId(value)) return value;
  throw refuse(
    'BAD_HEADER',
    `Idempotency-Key takes 1 to ${String(commandIdLengthMax)} printable ASCII characters`,
  );
};

/** The version in `If-Match: "<version>"`. Weak tags, `*` and lists say nothing about a version and are refused. */
export const expectedVersion = (headers: RequestHeaders): number | undefined => {
  const value = header(headers, 'if-match');
  if (value === undefined) return undefined;
  const version = /^"(0|[1-9]\d{0,14})"$/.exec(value)?.[1];
  if (version === undefined)
    throw refuse('BAD_HEADER', 'If-Match takes one version in quotes, for example If-Match: "3"');
  return Number(version);
};

/** Whether an If-None-Match names the tag (RFC 9110, 13.1.2: weak comparison). */
export const matchesNone = (value: string | undefined, tag: string): boolean =>
  value !== undefined &&
  value
    .split(',')
    .map((each) => each.trim().replace(/^W\//, ''))
    .some((each) => each === '*' || each === tag);
