import { expect, test } from '@jest/globals';
import { feedCursorText, parseFeedCursor } from './feed-cursor.ts';

const epoch = '6f9619ff-8b86-4011-b42d-00cf4fc964ff';

test('a cursor reads back as the place it was written for', () => {
  for (const position of [0, 1, 42, 999_999_999_999_999]) {
    expect(parseFeedCursor(feedCursorText({ epoch, position }))).toEqual({ epoch, position });
  }
});

test.each([
  '',
  'start',
  '41',
  Buffer.from('41').toString('base64url'),
  Buffer.from(`-1.${epoch}`).toString('base64url'),
])('%p is no cursor', (text) => {
  expect(parseFeedCursor(text)).toBeUndefined();
});
