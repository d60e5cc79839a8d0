import type { z } from 'zod';
import { coded } from './coded.ts';

/** Length in characters as a person counts them: a surrogate pair is one. */
export const lengthOf = (value: string): number => Array.from(value).length;

export const isStorable = (value: string): boolean =>
  !value.includes('\u0000') && !/\p{Surrogate}/u.test(value);

/**
 * Text of 1 to `max` characters that says something: not blank, no U+0000 and no lone surrogate (PostgreSQL's
 * `json` would store those and fail later). Kept as given, not trimmed.
 */
export const text = (max: number): z.ZodType<string, string> =>
  coded(
    'BAD_TEXT',
    `must be text of 1 to ${String(max)} characters, not blank, without U+0000 and without lone surrogates`,
    (value): value is string =>
      typeof value === 'string' && value.trim() !== '' && lengthOf(value) <= max && isStorable(value),
    { type: 'string', minLength: 1, maxLength: max },
  );

/** Case, space and punctuation are folded away before two texts are compared (rule 5). */
export const fold = (value: string): string =>
  value
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');
