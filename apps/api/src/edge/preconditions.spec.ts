import { describe, expect, test } from '@jest/globals';
import { expectedVersion, header, idempotencyKey, matchesNone } from './preconditions.ts';

describe('If-Match', () => {
  test.each([
    ['"0"', 0],
    ['"1"', 1],
    ['"120"', 120],
  ])('%s is a version', (value, version) => {
    expect(expectedVersion({ 'if-match': value })).toBe(version);
  });

  test.each(['*', 'W/"1"', '1', '"01"', '"-1"', '"1", "2"', '""', '"1.0"', '"9999999999999999"'])(
    '%s is refused',
    (value) => {
      expect(() => expectedVersion({ 'if-match': value })).toThrow('If-Match takes one version');
    },
  );

  test('absent, any version will do', () => {
    expect(expectedVersion({})).toBeUndefined();
  });
});

describe('Idempotency-Key', () => {
  test('takes up to 255 printable ASCII characters', () => {
    expect(idempotencyKey({ 'idempotency-key': 'k'.repeat(255) })).toHaveLength(255);
    expect(idempotencyKey({})).toBeUndefined();
  });

  test.each(['', ' ', 'k'.repeat(256), 'é', 'a\tb'])('%p is refused', (value) => {
    expect(() => idempotencyKey({ 'idempotency-key': value })).toThrow('printable ASCII');
  });

  test('is sent once', () => {
    expect(() => header({ a: ['1', '2'] }, 'a')).toThrow('send a once');
  });
});

test.each([
  ['"a"', true],
  ['W/"a"', true],
  ['"b", "a"', true],
  ['*', true],
  ['"b"', false],
  [undefined, false],
])('If-None-Match: %s against "a" is %p', (value, matches) => {
  expect(matchesNone(value, '"a"')).toBe(matches);
});
