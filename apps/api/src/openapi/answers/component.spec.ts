import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { component, idOf, like, word } from './component.ts';
import type { Same } from './component.ts';

type Answer = {
  readonly id: string;
  readonly kind: 'a' | 'b';
  readonly note?: string;
  readonly of: readonly number[];
};

/** Each is a type of its own, and none is that of the answer: where the comparison misses one, this does not compile. */
const drifted: readonly [
  memberMissing: Same<Omit<Answer, 'note'>, Answer>,
  memberMore: Same<Answer & { readonly more?: string }, Answer>,
  alwaysThere: Same<Required<Answer>, Answer>,
  mayBeNull: Same<Omit<Answer, 'id'> & { readonly id: string | null }, Answer>,
  wordMissing: Same<Omit<Answer, 'kind'> & { readonly kind: 'a' }, Answer>,
  wordMore: Same<Omit<Answer, 'kind'> & { readonly kind: 'a' | 'b' | 'c' }, Answer>,
  otherItems: Same<Omit<Answer, 'of'> & { readonly of: readonly string[] }, Answer>,
  anotherInside: Same<{ readonly in: readonly Answer[] }, { readonly in: readonly Required<Answer>[] }>,
] = [false, false, false, false, false, false, false, false];

const writable: Same<{ id: string; kind: 'a' | 'b'; note?: string | undefined; of: number[] }, Answer> = true;

describe('a schema of an answer', () => {
  test('is held to the type of the answer by the compiler', () => {
    const answer = like<Answer>()(
      z.strictObject({
        id: z.string(),
        kind: z.enum(['a', 'b']),
        note: z.string().optional(),
        of: z.array(z.number()),
      }),
    );
    expect(answer.parse({ id: '', kind: 'a', of: [] })).toEqual({ id: '', kind: 'a', of: [] });
    expect([...new Set(drifted), writable]).toEqual([false, true]);
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
