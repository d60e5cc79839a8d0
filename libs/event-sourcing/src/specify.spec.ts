import { describe, expect, test } from '@jest/globals';
import { accept, reject } from './decider.ts';
import { specify } from './specify.ts';

const { given } = specify(
  {
    fold: (history: readonly number[]) => history.reduce((sum, step) => sum + step, 0),
    decide: (step: number, sum, { limit }) => (sum + step > limit ? reject('TOO_FAR') : accept(step)),
  },
  { limit: 10 },
);

describe('a specification', () => {
  test('folds what was given and decides what was asked', () => {
    expect(given(4, 5).when(1)).toEqual(accept(1));
  });
  test('shows a refusal as it is', () => {
    expect(given(4, 5).when(2)).toEqual(reject('TOO_FAR'));
  });
  test('needs no history', () => {
    expect(given().when(10)).toEqual(accept(10));
  });
  test('takes another context for one decision', () => {
    expect(given(4, 5).when(2, { limit: 11 })).toEqual(accept(2));
  });
});
