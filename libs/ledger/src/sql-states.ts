import pg from 'pg';

/** SQLSTATEs that this room tells apart (PostgreSQL, appendix A). */
export const sqlStates = {
  uniqueViolation: '23505',
  noDataFound: 'P0002',
} as const;

/** Classes of SQLSTATE that speak of the values sent, not of the server's health: data, integrity, program limit. */
const classesOfBadValues: readonly string[] = ['22', '23', '54'];

export const sqlStateOf = (error: unknown): string | undefined =>
  error instanceof pg.DatabaseError ? error.code : undefined;

/** True where one of several values is at fault, so that the others may be tried without it. */
export const isBadValue = (error: unknown): boolean =>
  classesOfBadValues.includes(sqlStateOf(error)?.slice(0, 2) ?? '');
