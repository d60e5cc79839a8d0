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

/**
 * Classes that speak of the server's health: connection, transaction rolled back (deadlock, serialization), resources
 * (disk, memory, connections), operator's intervention (shutdown, crash, statement cancelled), the system below (I/O).
 */
const classesOfTrouble: readonly string[] = ['08', '40', '53', '57', '58'];

/** Beside those: lock not available in time, idle in a transaction for too long, a standby that is no primary (yet). */
const statesOfTrouble: readonly string[] = ['55P03', '25P03', '25P04', '25006'];

/** Only ever said to who connects: it is starting or stopping, has too many connections. */
const statesAtTheDoor: readonly string[] = ['57P03', '53300'];

/** True where the same statement may well succeed later, with nothing changed about it. */
export const isPassing = (error: unknown): boolean =>
  classesOfTrouble.includes(classOf(error)) || statesOfTrouble.includes(sqlStateOf(error) ?? '');

/** True where the server turned the connection away, so that no statement ever reached it. */
export const isRefusedAtTheDoor = (error: unknown): boolean =>
  statesAtTheDoor.includes(sqlStateOf(error) ?? '');

const classOf = (error: unknown): string => sqlStateOf(error)?.slice(0, 2) ?? '';
