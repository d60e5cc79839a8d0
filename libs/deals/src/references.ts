import { z } from 'zod';
import type { RejectionCode } from './rejection.ts';
import { isStreamId } from './values/ids.ts';
import { optionsOf, type Terms } from './values/term-path.ts';

/** What must exist, or stand, outside the stream that a command writes to. */
export type Reference =
  | {
      readonly kind: 'exists';
      readonly streamId: string;
      readonly code: UnknownCode;
      readonly pointer: string;
    }
  | { readonly kind: 'sourceStands'; readonly sourceId: string; readonly pointer: string };

export type UnknownCode = Extract<
  RejectionCode,
  'UNKNOWN_DEAL' | 'UNKNOWN_FINANCING' | 'UNKNOWN_PARTY' | 'UNKNOWN_SOURCE'
>;

const codes = {
  deal: 'UNKNOWN_DEAL',
  financing: 'UNKNOWN_FINANCING',
  party: 'UNKNOWN_PARTY',
  source: 'UNKNOWN_SOURCE',
} as const;

/** What the absence of a stream is called; told by the prefix of its id. */
export const unknownCode = (streamId: string): UnknownCode | undefined =>
  (codes as Readonly<Record<string, UnknownCode>>)[streamId.slice(0, Math.max(0, streamId.indexOf('_')))];

type Named = { readonly streamId: string; readonly pointer: string };

const named = (streamId: unknown, pointer: string): readonly Named[] =>
  typeof streamId === 'string' ? [{ streamId, pointer }] : [];

type Wrapper = z.ZodOptional | z.ZodDefault | z.ZodNullable;

const isWrapper = (schema: z.ZodType): schema is Wrapper =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable;

/** By schema: a schema never changes, and a body has many fields that can name nobody. */
const naming = new WeakMap<z.ZodType, boolean>();

const findsNames = (schema: z.ZodType): boolean => {
  if (isWrapper(schema)) return mayName(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodArray) return mayName(schema.element as z.ZodType);
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).some(([key, field]) => mayNameAt(key, field as z.ZodType));
  return isStreamId(schema) || schema instanceof z.ZodRecord;
};

const mayName = (schema: z.ZodType): boolean => {
  const known = naming.get(schema) ?? findsNames(schema);
  naming.set(schema, known);
  return known;
};

/** A term path is a text like any other to its schema. */
const mayNameAt = (key: string, field: z.ZodType): boolean => key === 'path' || mayName(field);

const inObject = (schema: z.ZodObject, value: object, pointer: string): readonly Named[] =>
  Object.entries(value).flatMap(([key, part]) => {
    const field = schema.shape[key] as z.ZodType | undefined;
    if (field === undefined || !mayNameAt(key, field)) return [];
    return idsNamed(field, part, `${pointer}/${key}`);
  });

/** The terms of a deal are keyed by path, so their schema has no shape; of their parts only options name anybody. */
const inTerms = (terms: Terms, pointer: string): readonly Named[] =>
  optionsOf(terms).flatMap(({ holder }, index) =>
    named(holder, `${pointer}/options/${String(index)}/holder`),
  );

/** A term path such as `party.stakeIn.party_acme` names a party. */
const inPath = (value: unknown, pointer: string): readonly Named[] =>
  typeof value === 'string' && pointer.endsWith('/path')
    ? named(/\.(party_[a-z0-9-]+)$/.exec(value)?.[1], pointer)
    : [];

/**
 * Every id of a deal, financing, party or source in a value, found by its schema: a text that happens to look like
 * an id is a text.
 */
export const idsNamed = (schema: z.ZodType, value: unknown, pointer = ''): readonly Named[] => {
  if (value === undefined || value === null) return [];
  if (isStreamId(schema)) return named(value, pointer);
  if (isWrapper(schema)) return idsNamed(schema.unwrap() as z.ZodType, value, pointer);
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return value.flatMap((item, index) =>
      idsNamed(schema.element as z.ZodType, item, `${pointer}/${String(index)}`),
    );
  if (schema instanceof z.ZodObject && typeof value === 'object') return inObject(schema, value, pointer);
  if (schema instanceof z.ZodRecord) return inTerms(value as Terms, pointer);
  return inPath(value, pointer);
};

/** The streams that a body names, once each, as references that must exist; `except` is the stream it writes to. */
export const mustExist = (ids: readonly Named[], except: string | undefined): readonly Reference[] => {
  const seen = new Set<string>();
  return ids.flatMap(({ streamId, pointer }): readonly Reference[] => {
    const code = unknownCode(streamId);
    if (code === undefined || streamId === except || seen.has(streamId)) return [];
    seen.add(streamId);
    return [{ kind: 'exists', streamId, code, pointer }];
  });
};
