import { bodyBytesMax } from './body.ts';

/** One line of a bulk upload: its bytes without the line feed, or the fact that it was too long to keep. */
export type Line = { readonly number: number; readonly bytes: Uint8Array | 'tooLarge' };

const lineFeed = 0x0a;

/**
 * Splits a byte stream into lines, pulling: nothing is read before the last line was taken. A line above the limit is
 * skipped without being kept. A last line without a line feed counts; nothing after the last line feed does not.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line, void, void> {
  let parts: Uint8Array[] = [];
  let size = 0;
  let number = 1;
  const take = (): Line => {
    const line: Line = { number, bytes: size > bodyBytesMax ? 'tooLarge' : Buffer.concat(parts) };
    parts = [];
    size = 0;
    number += 1;
    return line;
  };
  const keep = (part: Uint8Array): void => {
    size += part.byteLength;
    if (size > bodyBytesMax) parts = [];
    else parts.push(part);
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, from)) {
      keep(chunk.subarray(from, end));
      yield take();
      from = end + 1;
    }
    keep(chunk.subarray(from));
  }
  if (size > 0) yield take();
}
