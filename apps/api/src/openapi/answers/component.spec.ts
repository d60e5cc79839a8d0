import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { component, idOf, like, word } from './component.ts';

type Answer = {
  readonly id: string;
  readonly kind: 'a' | 'b';
  readonly note?: string;
  readonly of: readonly number[];
};

const id = z.string();
const kind = z.enum(['a', 'b']);
const note = z.string().optional();
const of = z.array(z.number());

/** What does not compile: the type checker fails this file where one of these lines is no error any more. */
const drifted = [
  // @ts-expect-error a member is missing
  like<Answer>()(z.strictObject({ id, kind, of })),
  // @ts-expect-error a member is more
  like<Answer>()(z.strictObject({ id, kind, note, of, more: note })),
  // @ts-expect-error an optional member is always there
  like<Answer>()(z.strictObject({ id, kind, note: z.string(), of })),
  // @ts-expect-error a member may be null
  like<Answer>()(z.strictObject({ id: id.nullable(), kind, note, of })),
  // @ts-expect-error one word of a list is missing
  like<Answer>()(z.strictObject({ id, kind: z.enum(['a']), note, of })),
  // @ts-expect-error the items are others
  like<Answer>()(z.strictObject({ id, kind, note, of: z.array(z.string()) })),
];

describe('a schema of an answer', () => {
  test('is held to the type of the answer by the compiler', () => {
    expect(
      like<Answer>()(z.strictObject({ id, kind, note, of })).parse({ id: '', kind: 'a', of: [] }),
    ).toEqual({
      id: '',
      kind: 'a',
      of: [],
    });
    expect(drifted).toHaveLength(6);
  });

  test('may know the words of what the type calls a string, and refuses others', () => {
    const answer = like<{ readonly stage: string }>()(z.strictObject({ stage: word(z.enum(['signed'])) }));
    expect(answer.safeParse({ stage: 'signed' }).success).toBe(true);
    expect(answer.safeParse({ stage: 'sealed' }).success).toBe(false);
  });

  test('has a name of its own, or none', () => {
    const named = component('Probe', 'A probe.', z.strictObject({}));
    expect(idOf(named)).toBe('Probe');
    expect(() => component('Probe', 'Another.', z.strictObject({}))).toThrow(
      'two components are called Probe',
    );
    expect(() => idOf(z.strictObject({}))).toThrow('no component');
  });
});
