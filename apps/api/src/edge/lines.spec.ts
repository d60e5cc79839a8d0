import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bodyBytesMax, mediaType, readBody } from './body.ts';
import { linesTogether } from './lines.ts';

const collectTogether = async (chunks: readonly string[], countMax: number) => {
  const together: [number, string][][] = [];
  const bytes = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  for await (const lines of linesTogether(bytes, countMax)) {
    together.push(
      lines.map((line) => [
        line.number,
        line.bytes === 'tooLarge' ? line.bytes : Buffer.from(line.bytes).toString(),
      ]),
    );
  }
  return together;
};

const collect = async (chunks: readonly string[]) => (await collectTogether(chunks, 3)).flat();

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

  test('those that arrived together come together, up to a number', async () => {
    expect(await collectTogether(['a\nb\nc\nd', '\ne', '\n', 'f'], 2)).toEqual([
      [
        [1, 'a'],
        [2, 'b'],
      ],
      [[3, 'c']],
      [[4, 'd']],
      [[5, 'e']],
      [[6, 'f']],
    ]);
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
