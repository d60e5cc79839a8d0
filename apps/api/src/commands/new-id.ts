import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const bytesPerId = 16;

/** Random bytes are fetched for so many ids at once: a fetch costs ten times what the rest of an id does. */
const idsPerFetch = 256;

const pool = new Uint8Array(bytesPerId * idsPerFetch);
let used = pool.length;

/** Each byte of the pool goes into one id only. */
const random = (): Uint8Array => {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytesPerId;
  return pool.subarray(used - bytesPerId, used);
};

/** A UUID of version 7 (RFC 9562), lower case: of an event, or of a command whose client named none. */
export const newId = (): string => v7({ random: random() });
