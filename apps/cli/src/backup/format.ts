import { createHash } from 'node:crypto';

/**
 * A backup is gzipped lines of UTF-8: a header, then each table (a line of JSON that names it, its rows as PostgreSQL's
 * COPY writes them, and `\.`), then a trailer with the SHA-256 of every byte before it. `zcat` shows all of it.
 */
export type Header = {
  readonly format: 'dealtrail-backup';
  readonly version: 1;
  readonly takenAt: string;
  /** Migrations of the database it was taken from; the one it is restored into must have them all. */
  readonly migrations: readonly string[];
};

export type TableHead = { readonly table: string; readonly columns: readonly string[] };

export type Trailer = { readonly rows: Readonly<Record<string, number>>; readonly sha256: string };

/** COPY escapes every backslash in data, so no row reads like this. */
export const endOfTable = '\\.';

export class BackupError extends Error {
  override readonly name = 'BackupError';
}

const newline = 0x0a;

/** Cuts bytes into lines, each with its newline; the last one may lack it. */
export async function* linesOf(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const chunk of source) {
    let from = 0;
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
      const line = chunk.subarray(from, at + 1);
      yield rest.length === 0 ? line : Buffer.concat([...rest, line]);
      rest = [];
      from = at + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

export const digest = (): { add: (bytes: Buffer | string) => void; hex: () => string } => {
  const hash = createHash('sha256');
  return { add: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
};
