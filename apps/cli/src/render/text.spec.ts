import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { table } from './table.ts';
import { hanging, plain, widthOf, wrap } from './text.ts';

describe('text on a terminal', () => {
  test('what could drive the terminal is shown as its code', () => {
    expect(plain('red \u001b[31m and \u202eback')).toBe('red \\u001b[31m and \\u202eback');
  });

  test('wide characters take two columns, combining marks none', () => {
    expect([widthOf('日本'), widthOf('e\u0301'), widthOf('abc')]).toEqual([4, 1, 3]);
  });

  test('wrapping keeps every word and stays within the width', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,30}$/)),
        fc.integer({ min: 5, max: 60 }),
        (list, width) => {
          const lines = wrap(list.join(' '), width);
          expect(lines.join('').replaceAll(' ', '')).toBe(list.join(''));
          for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  test('a hanging text stands under itself', () => {
    expect(hanging('- ', 'one two three', 9)).toEqual(['- one two', '  three']);
  });
});

describe('a table', () => {
  test('aligns its columns under their heads', () => {
    expect(
      table(
        [
          ['a', '1'],
          ['bbb', '22'],
        ],
        { width: 80, head: ['name', 'n'], right: [1] },
      ),
    ).toEqual(['name   n', '----  --', 'a      1', 'bbb   22']);
  });

  test('shrinks the widest column to fit and wraps inside it', () => {
    expect(table([['id', 'a long text that wants room', '', 'end']], { width: 24 })).toEqual([
      'id  a long text      end',
      '    that wants room',
    ]);
  });
});
