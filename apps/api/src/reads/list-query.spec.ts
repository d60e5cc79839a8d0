import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { listQuery, pinned } from './list-query.ts';
import { PartiesQuery } from './filters.ts';

const epoch = '0198c1d0-0000-4000-8000-000000000000';
const basis = {
  ...{ epoch, position: 7, asAt: null },
  ...{ effectiveAt: '2026-03-02', view: 'parties@1', policy: '1' },
};
const cursor = pinned('parties', basis, { name: 'acme' }, 'party_a');
const read = (raw: object, list = 'parties') => listQuery(list, PartiesQuery, raw, z.string());

describe("a list's query", () => {
  test('on the first page is what it says', () => {
    expect(read({ name: 'acme', limit: '2', asAt: 'position:3' })).toEqual({
      query: { name: 'acme', limit: 2, asAt: 'position:3' },
      filters: { name: 'acme' },
      after: undefined,
    });
  });

  test("on a later page is that of the first, on the first page's basis, with its own limit", () => {
    const pinnedQuery = {
      name: 'acme',
      asAt: 'position:7',
      effectiveAt: '2026-03-02',
      view: 'parties@1',
      policy: '1',
      cursorEpoch: epoch,
    };
    expect(read({ cursor })).toEqual({ query: pinnedQuery, filters: { name: 'acme' }, after: 'party_a' });
    expect(read({ cursor, name: 'acme', limit: '5', asAt: 'position:9' }).query).toEqual({
      ...pinnedQuery,
      limit: 5,
    });
  });

  test('cannot change a filter on the way', () => {
    expect(() => read({ cursor, name: 'globex' })).toThrow('name cannot change on the way');
    expect(() => read({ cursor, identifier: 'x' })).toThrow('identifier cannot change on the way');
  });

  test.each(['', 'nonsense', Buffer.from('{}').toString('base64url'), ['a', 'b']])(
    'refuses the cursor %p',
    (text) => {
      expect(() => read({ cursor: text })).toThrow('cursor takes the nextCursor');
    },
  );

  test('refuses the cursor of another list', () => {
    expect(() => read({ cursor }, 'deals')).toThrow('of the same list');
  });
});
