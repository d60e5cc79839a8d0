import { Logger } from '@nestjs/common';
import { errorFields } from '@dealtrail/infra/json-logger';
import { LogOverloaded } from '@dealtrail/ledger/group-commit';
import { UnknownShape } from '@dealtrail/event-sourcing/unknown-shape';
import { LogUnavailable } from '@dealtrail/ledger/log-unavailable';
import { problem } from './problem.ts';
import type { Problem } from './problem.ts';
import { sparingly } from './sparingly.ts';

const logger = new Logger('unforeseen');

const warn = sparingly((fields) => {
  logger.warn(fields);
});

/** A failure nobody refused on purpose, as a problem. What we did not foresee is logged with its cause and shown as nothing but a number. */
export const unforeseen = (error: unknown): Problem => {
  // Nobody is there any more to read this; nothing of ours is at fault.
  if (isCutOff(error)) return problem('REQUEST_TIMEOUT', 'the request was cut off before it was read');
  if (error instanceof LogOverloaded)
    return overloaded('too many commands are waiting; send it again shortly', error);
  if (error instanceof LogUnavailable && error.written === 'unknown')
    return overloaded(
      'the database was lost on the way: the command may be recorded or not; send it again shortly under its Idempotency-Key',
      error,
    );
  if (error instanceof LogUnavailable || isUnavailable(error))
    return overloaded('the database cannot be reached just now; send it again shortly', error);
  if (error instanceof UnknownShape) return newer(error);
  const reference = Date.now().toString(36);
  logger.error({ message: 'something broke', reference, ...errorFields(error) });
  return problem('INTERNAL', `something broke on our side; quote ${reference} when you report it`);
};

/** Another process may be of the newer release already, or this one soon; until then nothing is answered without the event. */
const newer = (error: UnknownShape): Problem => {
  const detail = `an event of a newer release is needed for this, and ${error.message}; nothing is answered without it`;
  warn(detail, { message: detail, status: 503, code: 'NEWER_EVENT' });
  return problem('NEWER_EVENT', detail);
};

const overloaded = (detail: string, error: Error): Problem => {
  warn(detail, { message: detail, status: 503, code: 'OVERLOADED', ...errorFields(error) });
  return problem('OVERLOADED', detail);
};

/** The client's connection, in the words of node:http; a database that is lost says more. */
const isCutOff = (error: unknown): boolean =>
  error instanceof Error && error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET';

/** Connection refused, reset or timed out, and PostgreSQL's classes 08 (connection), 53 (resources), 57 (shutting down). */
const isUnavailable = (error: unknown): error is Error => {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|08|53|57)/.test(code) ||
    /connection terminated|connection error|not queryable|timeout exceeded|after calling end/i.test(
      error.message,
    )
  );
};
