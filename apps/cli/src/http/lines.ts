/** A line longer than this is not JSON of ours; it would only fill memory. */
const lineCharactersMax = 4 * 1024 * 1024;

/** Lines of a stream of UTF-8 bytes, pulled one by one; a last line without a line feed counts, empty ones do not. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > lineCharactersMax) throw new Error('a line of the answer is too long');
    for (const line of lines) if (line.trim() !== '') yield line;
  }
  rest += decoder.decode();
  if (rest.trim() !== '') yield rest;
}
