import { describe, expect, test } from '@jest/globals';
import { digestOf, isSecret, keyText, may, newKey, parseKey, roles } from './key.ts';

describe('an API key', () => {
  test('reads back as it was written, and no two are alike', () => {
    const keys = Array.from({ length: 100 }, newKey);
    for (const key of keys) expect(parseKey(keyText(key))).toEqual(key);
    expect(new Set(keys.map(keyText)).size).toBe(100);
  });

  test.each([
    ['', 'nothing'],
    [`dt_short_${'a'.repeat(32)}`, 'an id below 8 signs'],
    [`dt_${'a'.repeat(33)}_${'a'.repeat(32)}`, 'an id above 32 signs'],
    [`dt_abcdefgh_${'a'.repeat(31)}`, 'a secret below 32 signs'],
    [`dt_ABCDEFGH_${'a'.repeat(32)}`, 'capitals in the id'],
    [`xx_abcdefgh_${'a'.repeat(32)}`, 'another prefix'],
    [`dt_abcdefgh_${'a'.repeat(32)}\n`, 'a line feed'],
  ])('%p is not a key: %s', (text) => {
    expect(parseKey(text)).toBeUndefined();
  });

  test('is known by the digest of its secret alone', () => {
    const { secret } = newKey();
    expect(isSecret(secret, digestOf(secret))).toBe(true);
    expect(isSecret(`${secret}x`, digestOf(secret))).toBe(false);
  });
});

test('every role reads, only analysts and admins record, only admins administer', () => {
  expect(roles.filter((role) => may(role, 'read'))).toEqual(['reader', 'analyst', 'auditor', 'admin']);
  expect(roles.filter((role) => may(role, 'record'))).toEqual(['analyst', 'admin']);
  expect(roles.filter((role) => may(role, 'audit'))).toEqual(['auditor', 'admin']);
  expect(roles.filter((role) => may(role, 'administer'))).toEqual(['admin']);
});
