import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { refuse } from './problem.ts';

/** Of a JSON body, and of one line of a bulk upload. */
export const bodyBytesMax = 1024 * 1024;

/** How much of a body that is too large is still read and thrown away, so that the client hears the answer. */
export const drainBytesMax = 16 * 1024 * 1024;

/** For a whole JSON body; bulk uploads have a limit per pause instead. */
export const bodyTimeMsMax = 30_000;

const tooLarge = 'the body may hold at most 1 MiB (1048576 bytes)';

/**
 * Reads a body into memory. Throws BODY_TOO_LARGE above the limit, but only after the rest has been read and thrown
 * away: a server that hangs up while its client is still sending is heard as a broken connection, not as a 413.
 */
export const readBody = async (stream: Readable | undefined): Promise<Uint8Array> => {
  if (stream === undefined) return new Uint8Array();
  const deadline = setTimeout(() => {
    stream.destroy(
      refuse('REQUEST_TIMEOUT', `the body did not arrive within ${String(bodyTimeMsMax / 1000)} seconds`),
    );
  }, bodyTimeMsMax);
  try {
    return await collected(stream);
  } finally {
    clearTimeout(deadline);
  }
};

/** By events: an iterator over the stream costs as much as everything else that is done to a small body. */
const collected = (stream: Readable): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const end = (): void => {
      if (size > bodyBytesMax) reject(refuse('BODY_TOO_LARGE', tooLarge));
      else resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    };
    stream.on('data', (chunk: Uint8Array) => {
      size += chunk.byteLength;
      if (size <= bodyBytesMax) chunks.push(chunk);
      else chunks.length = 0;
      if (size > drainBytesMax) {
        end();
        stream.destroy();
      }
    });
    stream.once('end', end);
    stream.once('error', reject);
    // Without an end before it: the client went. After one, it changes nothing.
    stream.once('close', () => {
      reject(new Error('aborted'));
    });
  });

/** `type/subtype` of a Content-Type header in lower case; throws UNSUPPORTED_MEDIA_TYPE for a charset other than UTF-8. */
export const mediaType = (header: string | undefined): string | undefined => {
  if (header === undefined) return undefined;
  const [type, ...parameters] = header.split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters
    .find((each) => each.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    throw refuse('UNSUPPORTED_MEDIA_TYPE', `send UTF-8, not ${charset.slice(0, 40)}`);
  }
  return type;
};

/** Throws UNSUPPORTED_MEDIA_TYPE unless the body is of this type and not compressed: a limit in bytes must mean what it says. */
export const requireMediaType = (headers: IncomingHttpHeaders, wanted: string): void => {
  if (mediaType(headers['content-type']) !== wanted)
    throw refuse('UNSUPPORTED_MEDIA_TYPE', `send Content-Type: ${wanted}`);
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity')
    throw refuse('UNSUPPORTED_MEDIA_TYPE', 'send the body without Content-Encoding');
};
