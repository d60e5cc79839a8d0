import { describe, expect, test } from '@jest/globals';
import { tableOf } from './table.ts';
import { median, verdictsOf } from './verdict.ts';

const rounds = [
  { ours: 40, theirs: 10, conflicts: 0 },
  { ours: 30, theirs: 10, conflicts: 2 },
  { ours: 90, theirs: 30, conflicts: 0 },
];
const against = { of: 'ours', against: 'theirs' };

describe('a verdict', () => {
  test('compares within the round: the median of the ratios, not the ratio of the medians', () => {
    const [verdict] = verdictsOf({ title: '', rounds, targets: [{ ...against, atLeast: 3 }] });
    expect(verdict).toMatchObject({
      median: 40,
      againstMedian: 10,
      reached: 3,
      wanted: '>= 3x',
      isMet: true,
    });
  });
  test('at least and at most include their limit and nothing beyond it', () => {
    const isMet = (limit: { readonly atLeast: number } | { readonly atMost: number }) =>
      verdictsOf({ title: '', rounds, targets: [{ ...against, ...limit }] })[0]?.isMet;
    expect([{ atLeast: 3 }, { atLeast: 3.01 }, { atMost: 3 }, { atMost: 2.99 }].map(isMet)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
  test('without another to compare with is about the reading itself', () => {
    const [verdict] = verdictsOf({ title: '', rounds, targets: [{ of: 'conflicts', atMost: 0 }] });
    expect(verdict).toMatchObject({ reached: 0, wanted: '<= 0', isMet: true });
  });
  test('on a reading that a round lacks is a bug', () => {
    const targets = [{ of: 'nobody', atMost: 0 }];
    expect(() => verdictsOf({ title: '', rounds, targets })).toThrow('lacks the reading "nobody"');
  });
});

test('the median of an even number of values is one that was measured', () => {
  expect([median([4, 1, 3, 2]), median([5])]).toEqual([2, 5]);
});

test('a table names what was measured, then what was wanted, reached and met', () => {
  expect(tableOf({ title: 'a part', rounds, targets: [{ ...against, atLeast: 4 }] }).split('\n')).toEqual([
    '',
    'a part',
    '  ours       40.0',
    '  theirs     10.0',
    '  conflicts  0.00',
    '                 target  reached  met',
    '  ours : theirs   >= 4x    3.00x   NO',
  ]);
});
