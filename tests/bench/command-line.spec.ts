import { describe, expect, test } from '@jest/globals';
import { helpOf, readCommandLine } from './command-line.ts';
import type { Wanted } from './command-line.ts';
import type { Part } from './parts/part.ts';

const part = (name: string, isLong: boolean): Part => ({
  name,
  about: `about ${name}`,
  isLong,
  measure: () => {
    throw new Error('nothing is measured here');
  },
});
const known = [part('short', false), part('long', true)];
const names = (wanted: Wanted) =>
  wanted.kind === 'run' ? wanted.parts.map(({ name }) => name) : wanted.kind;

describe('the command line of the bench', () => {
  test.each([
    [[], ['short']],
    [['--all'], ['short', 'long']],
    [['long'], ['long']],
    [['--help'], 'help'],
    [['other'], 'wrong'],
    [['--rounds', '0'], 'wrong'],
    [['--seconds', 'soon'], 'wrong'],
    [['--fast'], 'wrong'],
  ])('%j asks for %j', (args, expected) => {
    expect(names(readCommandLine(args, known))).toEqual(expected);
  });
  test('five rounds of three seconds, unless it is said otherwise', () => {
    expect(readCommandLine([], known)).toMatchObject({ rounds: 5, seconds: 3, eventsMax: 10_000_000 });
    expect(readCommandLine(['--rounds', '7', '--seconds', '2', '--to', '9'], known)).toMatchObject({
      ...{ rounds: 7, seconds: 2, eventsMax: 9 },
    });
  });
  test('the help names every part', () => {
    expect(known.filter(({ about }) => !helpOf(known).includes(about))).toEqual([]);
  });
});
