import { bodyBytesMax } from './body.ts';

/** One line of a bulk upload: its bytes without the line feed, or the fact that it was too long to keep. */
export type Line = { readonly number: number; readonly bytes: Uint8Array | 'tooLarge' };

const lineFeed = 0x0a;

/**
 * Splits a byte stream into lines, pulling: nothing is read before the last lines were taken. Those that arrived together
 * come together, at most `countMax` at a time; none waits for the next to arrive. A line above the limit is skipped
 * without being kept. A last line without a line feed counts; nothing after the last line feed does not.
 */
export async function* linesTogether(
  chunks: AsyncIterable<Uint8Array>,
  countMax: number,
): AsyncGenerator<readonly Line[], void, void> {
  const cutter = openCutter();
  for await (const chunk of chunks) {
    const lines = cutter.cut(chunk);
    for (let from = 0; from < lines.length; from += countMax) yield lines.slice(from, from + countMax);
  }
  const last = cutter.rest();
  if (last !== undefined) yield [last];
}

/** The lines that chunks end, one chunk after the other; holds on to what is not a whole line yet. */
const openCutter = () => {
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
  return {
    cut: (chunk: Uint8Array): readonly Line[] => {
      const lines: Line[] = [];
      let from = 0;
      for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, from)) {
        keep(chunk.subarray(from, end));
        lines.push(take());
        from = end + 1;
      }
      keep(chunk.subarray(from));
      return lines;
    },
    rest: (): Line | undefined => (size > 0 ? take() : undefined),
  };
};
