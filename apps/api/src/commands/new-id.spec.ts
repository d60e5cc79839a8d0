import { expect, test } from '@jest/globals';
import { newId } from './new-id.ts';

test('ids are of version 7, of now, and no two are alike, over many fetches of random bytes', () => {
  const before = Date.now();
  const ids = Array.from({ length: 2_000 }, newId);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const at = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
    expect(at >= before && at <= Date.now()).toBe(true);
  }
  expect(new Set(ids.map((id) => id.slice(14))).size).toBe(ids.length);
});
