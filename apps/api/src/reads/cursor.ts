import { z } from 'zod';
import { refuse } from '../edge/problem.ts';
import type { Basis } from './basis.ts';

/** Where a list goes on, and everything that must not change in between: its basis and its filters. */
export type Cursor = {
  /** The list, for example `deals`. */
  readonly list: string;
  readonly basis: Omit<Basis, 'asAt'>;
  /** The filters as they were written in the query. */
  readonly filters: Readonly<Record<string, string>>;
  readonly after: unknown;
};

const Written = z.strictObject({
  list: z.string(),
  basis: z.strictObject({
    epoch: z.uuid(),
    position: z.int().min(0),
    effectiveAt: z.iso.date(),
    view: z.string(),
    policy: z.string(),
  }),
  filters: z.record(z.string(), z.string()),
  after: z.unknown(),
});

export const cursorText = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** Throws BAD_QUERY for what is not a cursor of this list. */
export const readCursor = (list: string, text: string): Cursor => {
  const cursor = parsed(text);
  if (cursor?.list === list) return cursor;
  const detail = 'cursor takes the nextCursor of an earlier page of the same list, unchanged';
  throw refuse('BAD_QUERY', detail, { errors: [{ pointer: '/cursor', code: 'BAD_QUERY', detail }] });
};

const parsed = (text: string): Cursor | undefined => {
  try {
    const read = Written.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return read.success ? { ...read.data, after: read.data.after } : undefined;
  } catch {
    return undefined;
  }
};

/** What a list is asked for: the query of the cursor's first page goes on; a filter said again must say the same. */
export const continued = (
  cursor: Cursor,
  query: Readonly<Record<string, unknown>>,
  own: readonly string[],
): Readonly<Record<string, unknown>> => {
  const changed = Object.keys(query).filter(
    (name) => !own.includes(name) && query[name] !== cursor.filters[name],
  );
  const { position, effectiveAt, view, policy } = cursor.basis;
  const pinned = { ...cursor.filters, asAt: `position:${String(position)}`, effectiveAt, view, policy };
  if (changed.length === 0) return pinned;
  throw refuse('BAD_QUERY', `the cursor pins the filters; ${changed.join(', ')} cannot change on the way`, {
    errors: changed.map((name) => ({
      pointer: `/${name}`,
      code: 'BAD_QUERY',
      detail: 'pinned by the cursor',
    })),
  });
};
