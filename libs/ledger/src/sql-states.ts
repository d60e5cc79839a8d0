import pg from 'pg';

/** Classes of SQLSTATE that speak of the values sent, not of the server's health: data, integrity, program limit. */
const classesOfBadValues: readonly string[] = ['22', '23', '54'];

/** And of the statement itself: a table or column that is not there or may not be touched. */
const classesOfBadStatements: readonly string[] = [...classesOfBadValues, '42'];

export const sqlStateOf = (error: unknown): string | undefined =>
  error instanceof pg.DatabaseError ? error.code : undefined;

/** True where one of several values is at fault, so that the others may be tried without it. */
export const isBadValue = (error: unknown): boolean => classesOfBadValues.includes(classOf(error));

/** True where trying the same statement again cannot help. */
export const isBadStatement = (error: unknown): boolean => classesOfBadStatements.includes(classOf(error));

const classOf = (error: unknown): string => sqlStateOf(error)?.slice(0, 2) ?? '';
