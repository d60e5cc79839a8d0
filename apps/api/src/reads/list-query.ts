import type { z } from 'zod';
import type { ProblemError } from '../edge/problem.ts';
import { refuse } from '../edge/problem.ts';
import { parseQuery } from '../edge/query.ts';
import { basisQuery } from './basis.ts';
import type { Basis, BasisQuery } from './basis.ts';
import { continued, cursorText, readCursor } from './cursor.ts';

/** What may differ from page to page; everything else of a list's query is a filter and pinned by its cursor. */
const ownOfPage: readonly string[] = ['cursor', 'limit', ...Object.keys(basisQuery)];

export type ListQuery<Query, Place> = {
  readonly query: Query & Pick<BasisQuery, 'cursorEpoch'>;
  /** The filters as written, for the next cursor. */
  readonly filters: Readonly<Record<string, string>>;
  /** Undefined on the first page. */
  readonly after: Place | undefined;
};

/** Reads a list's query; with a cursor, that of its first page goes on. `schema` names filters, `limit` and basis. */
export const listQuery = <Query extends object, Place>(
  list: string,
  schema: z.ZodType<Query>,
  raw: unknown,
  place: z.ZodType<Place>,
): ListQuery<Query, Place> => {
  const { cursor: text, ...rest } = raw as Readonly<Record<string, unknown>>;
  if (text === undefined)
    return { query: parseQuery(schema, rest), filters: filtersIn(rest), after: undefined };
  const cursor = readCursor(list, typeof text === 'string' ? text : '');
  const after = place.safeParse(cursor.after);
  if (!after.success) throw notACursor();
  const merged = {
    ...continued(cursor, rest, ownOfPage),
    ...('limit' in rest ? { limit: rest['limit'] } : {}),
  };
  const query = { ...parseQuery(schema, merged), cursorEpoch: cursor.basis.epoch };
  return { query, filters: cursor.filters, after: after.data };
};

export const notACursor = (): ProblemError => {
  const detail = 'cursor takes the nextCursor of an earlier page, unchanged';
  return refuse('BAD_QUERY', detail, { errors: [{ pointer: '/cursor', code: 'BAD_QUERY', detail }] });
};

const filtersIn = (query: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(query).filter(
      (entry): entry is [string, string] => !ownOfPage.includes(entry[0]) && typeof entry[1] === 'string',
    ),
  );

/** The cursor of the next page. */
export const pinned = (
  list: string,
  { epoch, position, effectiveAt, view, policy }: Basis,
  filters: Readonly<Record<string, string>>,
  after: unknown,
): string => cursorText({ list, basis: { epoch, position, effectiveAt, view, policy }, filters, after });
