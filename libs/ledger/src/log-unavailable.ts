/**
 * The log could not answer: the connection was lost or not to be had, the server is down, starting, full or overloaded,
 * or the time was up. Nothing is wrong with what was asked: ask again a little later, an append under its command id.
 */
export class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable';

  /** `written` of an append: 'no': surely nothing; 'unknown': wholly or not at all. A read always may be asked again. */
  constructor(
    readonly written: 'no' | 'unknown',
    cause: Error,
  ) {
    super(`the log is unavailable: ${cause.message}`, { cause });
  }
}
