import { describe, expect, test } from '@jest/globals';
import { askedTogether, keysTogetherMax } from './asked-together.ts';

/** A source of answers that are given when the test says so, and are those of that moment. */
const openSource = () => {
  const questions: {
    readonly keys: readonly string[];
    readonly settle: () => void;
    readonly fail: () => void;
  }[] = [];
  let truth = 0;
  const ask = (keys: readonly string[]): Promise<readonly string[]> =>
    new Promise((resolve, reject) => {
      const answers = keys.map((key) => `${key} ${String(truth)}`);
      questions.push({
        keys,
        settle: () => {
          resolve(answers);
        },
        fail: () => {
          reject(new Error('unreachable'));
        },
      });
    });
  return { ask, questions, change: () => (truth += 1) };
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('questions that are asked together', () => {
  test('a lone one goes at once', async () => {
    const { ask, questions } = openSource();
    const answer = askedTogether(ask)('a');
    expect(questions.map(({ keys }) => keys)).toEqual([['a']]);
    questions[0]?.settle();
    expect(await answer).toBe('a 0');
  });

  test('what is wanted while one is on its way goes into the next, each key once', async () => {
    const { ask, questions } = openSource();
    const wanted = askedTogether(ask);
    const answers = ['a', 'a', 'b', 'a'].map(wanted);
    questions[0]?.settle();
    await turn();
    questions[1]?.settle();
    expect(await Promise.all(answers)).toEqual(['a 0', 'a 0', 'b 0', 'a 0']);
    expect(questions.map(({ keys }) => keys)).toEqual([['a'], ['a', 'b']]);
  });

  test('nobody is answered by a question that was put before he asked', async () => {
    const { ask, questions, change } = openSource();
    const wanted = askedTogether(ask);
    const before = wanted('a');
    change();
    const after = wanted('a');
    questions[0]?.settle();
    await turn();
    questions[1]?.settle();
    expect(await Promise.all([before, after])).toEqual(['a 0', 'a 1']);
  });

  test('one that fails fails those that asked, and the next is put', async () => {
    const { ask, questions } = openSource();
    const wanted = askedTogether(ask);
    const [failing, next] = [wanted('a'), wanted('b')];
    questions[0]?.fail();
    await expect(failing).rejects.toThrow('unreachable');
    await turn();
    questions[1]?.settle();
    expect(await next).toBe('b 0');
  });

  test('one holds a named number of keys, and the rest waits', async () => {
    const { ask, questions } = openSource();
    const wanted = askedTogether(ask);
    const answers = Array.from({ length: keysTogetherMax + 2 }, (_, index) => wanted(String(index)));
    for (const index of [0, 1, 2]) {
      questions[index]?.settle();
      await turn();
    }
    await Promise.all(answers);
    expect(questions.map(({ keys }) => keys.length)).toEqual([1, keysTogetherMax, 1]);
  });
});
