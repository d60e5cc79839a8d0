import { describe, expect, test } from '@jest/globals';
import { quietMs, sparingly } from './sparingly.ts';

describe('a log that many refusals would flood', () => {
  test('says each thing at once, then only after a while, and how often it came up meanwhile', () => {
    const said: object[] = [];
    let now = 0;
    const tell = sparingly(
      (fields) => said.push(fields),
      () => now,
    );
    for (let count = 0; count < 10_000; count++) tell('OVERLOADED', { count });
    tell('NOT_CAUGHT_UP', {});
    now = quietMs;
    tell('OVERLOADED', { count: 10_000 });
    now = 2 * quietMs;
    tell('OVERLOADED', { count: 10_001 });
    expect(said).toEqual([{ count: 0 }, {}, { count: 10_000, more: 9_999 }, { count: 10_001 }]);
  });
});
