import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { faultsOf, pointerOf, valueAt } from './faults.ts';

const told = (schema: z.ZodType, body: unknown) =>
  faultsOf(schema.safeParse(body).error?.issues ?? [], body).map(({ pointer, code }) => `${pointer} ${code}`);

const coded = z.string().superRefine((value, context) => {
  if (value !== 'good')
    context.addIssue({ code: 'custom', params: { code: 'BAD_TEXT' }, message: 'be good' });
});

describe('a fault', () => {
  test('carries the code that the schema raised', () => {
    expect(told(z.strictObject({ a: coded }), { a: 'bad' })).toEqual(['/a BAD_TEXT']);
  });
  test('is a missing field where nothing was given', () => {
    expect(told(z.strictObject({ a: coded, b: z.enum(['x']) }), {})).toEqual([
      '/a MISSING_FIELD',
      '/b MISSING_FIELD',
    ]);
  });
  test('is told for every unknown field, at that field', () => {
    expect(told(z.strictObject({}), { one: 1, two: 2 })).toEqual([
      '/one UNKNOWN_FIELD',
      '/two UNKNOWN_FIELD',
    ]);
  });
  test('is told once, however many rules notice it', () => {
    const schema = z.strictObject({ a: coded }).superRefine((_, context) => {
      context.addIssue({ code: 'custom', path: ['a'], params: { code: 'BAD_TEXT' }, message: 'again' });
    });
    expect(told(schema, { a: 'bad' })).toEqual(['/a BAD_TEXT']);
  });
  test('of a choice is that of the form the writer most likely meant', () => {
    const schema = z.strictObject({
      at: z.union([z.string(), z.strictObject({ local: coded, zone: z.literal('unknown') })]),
    });
    expect(told(schema, { at: { local: 'bad', zone: 'unknown' } })).toEqual(['/at/local BAD_TEXT']);
  });
  test('of a choice between plain values is told at the value', () => {
    expect(told(z.strictObject({ at: z.union([z.literal('a'), z.literal('b')]) }), { at: 'c' })).toEqual([
      '/at INVALID_FIELDS',
    ]);
  });
  test('that is general gives way to a precise one below it', () => {
    const schema = z.strictObject({ a: z.strictObject({ b: coded }) }).superRefine((_, context) => {
      context.addIssue({ code: 'custom', path: ['a'], message: 'something is wrong with a' });
    });
    expect(told(schema, { a: { b: 'bad' } })).toEqual(['/a/b BAD_TEXT']);
  });
});

describe('a pointer', () => {
  test('is that of RFC 6901', () => {
    expect(pointerOf(['sources', 0, 'a/b', 'c~d'])).toBe('/sources/0/a~1b/c~0d');
    expect(pointerOf([])).toBe('');
  });
  test('never reaches what a value inherits', () => {
    expect(valueAt({ a: [] }, ['a', 'length'])).toBe(0);
    expect(valueAt({ a: {} }, ['a', 'toString'])).toBeUndefined();
    expect(valueAt(null, ['a'])).toBeUndefined();
  });
});
