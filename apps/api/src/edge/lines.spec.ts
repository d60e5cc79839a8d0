import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bodyBytesMax, mediaType, readBody } from './body.ts';
import { linesOf } from './lines.ts';

const collect = async (chunks: readonly string[]) => {
  const lines: [number, string][] = [];
  for await (const { number, bytes } of linesOf(Readable.from(chunks.map((chunk) => Buffer.from(chunk))))) {
    lines.push([number, bytes === 'tooLarge' ? bytes : Buffer.from(bytes).toString()]);
  }
  return lines;
};

describe('lines of an upload', () => {
  test('lines come out the same however the bytes were cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '\n') })), async (chunks) => {
        const text = chunks.join('');
        const lines = text.split('\n');
        if (lines.at(-1) === '') lines.pop();
        expect(await collect(chunks)).toEqual(lines.map((line, index) => [index + 1, line]));
      }),
    );
  });

  test('a line above the limit is reported and the next one is read', async () => {
    const long = 'x'.repeat(bodyBytesMax / 2 + 1);
    expect(await collect(['a\n', long, long, '\nb', '\n', 'y'.repeat(bodyBytesMax), '\n'])).toEqual([
      [1, 'a'],
      [2, 'tooLarge'],
      [3, 'b'],
      [4, 'y'.repeat(bodyBytesMax)],
    ]);
  });
});

describe('a JSON body', () => {
  const body = (...sizes: number[]) => Readable.from(sizes.map((size) => Buffer.alloc(size, 'x')));

  test('is read whole up to the limit', async () => {
    expect((await readBody(body(10, bodyBytesMax - 10))).byteLength).toBe(bodyBytesMax);
    expect((await readBody(undefined)).byteLength).toBe(0);
  });

  test('above the limit it is read to its end before it is refused', async () => {
    const large = body(bodyBytesMax, 1, bodyBytesMax);
    await expect(readBody(large)).rejects.toMatchObject({ problem: { code: 'BODY_TOO_LARGE', status: 413 } });
    expect(large.readableEnded).toBe(true);
  });

  test('is UTF-8 whatever its content type says about case and quotes', () => {
    expect(mediaType('Application/JSON; Charset="UTF-8"')).toBe('application/json');
    expect(mediaType(undefined)).toBeUndefined();
    expect(() => mediaType('application/json; charset=latin1')).toThrow('send UTF-8');
  });
});
