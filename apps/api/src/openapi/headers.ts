import { retryAfterSeconds } from '../edge/problem.ts';

/** Headers that answers carry, each described once. */
const described = {
  VersionTag: {
    name: 'ETag',
    description: 'The version of the stream, in quotes: what If-Match takes.',
    schema: { type: 'string', pattern: '^"(0|[1-9][0-9]*)"$' },
    example: '"3"',
  },
  BytesTag: {
    name: 'ETag',
    description: 'A hash of these bytes, in quotes: what If-None-Match takes.',
    schema: { type: 'string', pattern: '^"[A-Za-z0-9_-]+"$' },
    example: '"LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ"',
  },
  Replayed: {
    name: 'Idempotency-Replayed',
    description: 'Present where this is the first answer to the command, again: nothing was done now.',
    schema: { type: 'string', const: 'true' },
    example: 'true',
  },
  RetryAfter: {
    name: 'Retry-After',
    description: 'Seconds until trying again makes sense.',
    schema: { type: 'integer', minimum: 0 },
    example: retryAfterSeconds,
  },
  Challenge: {
    name: 'WWW-Authenticate',
    description: 'How to say who is asking.',
    schema: { type: 'string' },
    example: 'Bearer realm="dealtrail"',
  },
  Location: {
    name: 'Location',
    description: 'Where to ask how it goes on.',
    schema: { type: 'string' },
    example: '/v1/jobs/0b6cf8a0-6d0f-4a3e-9a40-6a1d1c6d3f10',
  },
  CacheControl: {
    name: 'Cache-Control',
    description: 'Whether the answer may be kept: private and asked again each time, or not at all.',
    schema: { type: 'string' },
    example: 'private, no-cache',
  },
} as const;

export type HeaderName = keyof typeof described;

/** The header by its name on the wire, pointing at its description. */
export const headerRef = (name: HeaderName): readonly [string, { readonly $ref: string }] => [
  described[name].name,
  { $ref: `#/components/headers/${name}` },
];

/** The descriptions that `headerRef` points at. */
export const headerComponents = () =>
  Object.fromEntries(
    Object.entries(described).map(([id, { description, schema, example }]) => [
      id,
      { description, schema, example },
    ]),
  );
