import type { FaultCode, RejectionCode } from '@dealtrail/deals/rejection';

/** Codes of the edge itself: what is asked wrongly before any rule of the domain is reached. */
export type EdgeCode =
  | 'MALFORMED_JSON'
  | 'BAD_QUERY'
  | 'BAD_HEADER'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'UNKNOWN_COMMAND'
  | 'UNKNOWN_KEY'
  | 'UNKNOWN_PROJECTION'
  | 'UNKNOWN_BUILD'
  | 'UNKNOWN_JOB'
  | 'METHOD_NOT_ALLOWED'
  | 'NOT_ACCEPTABLE'
  | 'REQUEST_TIMEOUT'
  | 'LAST_ADMIN_KEY'
  | 'NOTHING_TO_ROLL_BACK_TO'
  | 'BUILD_SERVES'
  | 'JOB_OVER'
  | 'MUST_REFETCH'
  | 'BASIS_RETIRED'
  | 'VERSION_CONFLICT'
  | 'BODY_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'COMMAND_ID_REUSED'
  | 'DIFF_TOO_WIDE'
  | 'TOO_MUCH_CONTENTION'
  | 'OVERLOADED'
  | 'NOT_CAUGHT_UP'
  | 'NEWER_EVENT'
  | 'INTERNAL';

export type ProblemCode = RejectionCode | FaultCode | EdgeCode;

/** Every code and its status (ubiquitous language, section 5). A code without a status does not compile. */
export const statuses: Readonly<Record<ProblemCode, number>> = {
  INVALID_FIELDS: 400,
  MALFORMED_JSON: 400,
  MALFORMED_DECIMAL: 400,
  BAD_CURRENCY: 400,
  BAD_PARTIAL_DATE: 400,
  BAD_INSTANT: 400,
  BAD_IDENTIFIER: 400,
  BAD_IDENTIFIER_CHECKSUM: 400,
  UNKNOWN_FIELD: 400,
  MISSING_FIELD: 400,
  BAD_TEXT: 400,
  UNKNOWN_TERM_PATH: 400,
  BAD_QUERY: 400,
  BAD_HEADER: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  UNKNOWN_COMMAND: 404,
  UNKNOWN_KEY: 404,
  UNKNOWN_PROJECTION: 404,
  UNKNOWN_BUILD: 404,
  UNKNOWN_JOB: 404,
  UNKNOWN_DEAL: 404,
  UNKNOWN_FINANCING: 404,
  UNKNOWN_PARTY: 404,
  UNKNOWN_SOURCE: 404,
  UNKNOWN_EVENT: 404,
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  REQUEST_TIMEOUT: 408,
  STAGE_ALREADY_RECORDED: 409,
  PREPAYMENT_ALREADY_AGREED: 409,
  SOURCE_ALREADY_RETRACTED: 409,
  SOURCE_ALREADY_REGISTERED: 409,
  PARTY_ALREADY_REGISTERED: 409,
  ALREADY_RECORDED: 409,
  TARGET_ALREADY_RETRACTED: 409,
  ALREADY_CITED: 409,
  ALREADY_RELATED: 409,
  DEAL_ENDED: 409,
  FINANCING_ENDED: 409,
  IDENTIFIER_TAKEN: 409,
  SOURCE_DUPLICATE: 409,
  LAST_ADMIN_KEY: 409,
  NOTHING_TO_ROLL_BACK_TO: 409,
  BUILD_SERVES: 409,
  JOB_OVER: 409,
  MUST_REFETCH: 409,
  BASIS_RETIRED: 410,
  VERSION_CONFLICT: 412,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  SOURCE_REQUIRED: 422,
  SOURCE_RETRACTED: 422,
  COMMAND_ID_REUSED: 422,
  DIFF_TOO_WIDE: 422,
  OUT_OF_ORDER_DATE: 422,
  OCCURRED_IN_FUTURE: 422,
  SAME_PARTY_BOTH_SIDES: 422,
  NON_POSITIVE_AMOUNT: 422,
  PREPAYMENT_EXCEEDS_VALUE: 422,
  CURRENCY_MISMATCH: 422,
  OPINION_CANNOT_SET_TERM: 422,
  TRANCHES_DO_NOT_SUM: 422,
  SOURCES_USES_UNBALANCED: 422,
  RATING_NOT_ON_AGENCY_SCALE: 422,
  STOCK_MOVE_BELOW_MINUS_100: 422,
  STOCK_MOVE_PRICES_DISAGREE: 422,
  TRAILING_PERIOD_REQUIRED: 422,
  SESSION_TIME_MISMATCH: 422,
  COVERAGE_BASIS_REQUIRED: 422,
  REPOST_CYCLE: 422,
  CLAIM_NOT_ON_PATH: 422,
  CORRECTION_CHANGES_NOTHING: 422,
  CORRECTION_INVALID: 422,
  TARGET_RETRACTED: 422,
  INTERNAL: 500,
  TOO_MUCH_CONTENTION: 503,
  OVERLOADED: 503,
  NOT_CAUGHT_UP: 503,
  NEWER_EVENT: 503,
};

/** Seconds after which trying again makes sense, sent with every 503 that is not of a crowd (crowd.ts). */
export const retryAfterSeconds = 1;

export type ProblemFault = { readonly pointer: string; readonly code: string; readonly detail: string };

/** RFC 9457 problem details, without `instance`, which the edge adds. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors?: readonly ProblemFault[];
  /** Event, source, party or stream that stands in the way. */
  readonly other?: string;
  /** Of the stream, with VERSION_CONFLICT. */
  readonly currentVersion?: number;
};

export type ProblemExtras = Pick<Problem, 'errors' | 'other' | 'currentVersion'>;

export const problem = (code: ProblemCode, detail: string, extras: ProblemExtras = {}): Problem => ({
  type: `urn:dealtrail:problem:${code}`,
  title: title(code),
  status: statuses[code],
  code,
  detail,
  ...extras,
});

/** BAD_PARTIAL_DATE reads "Bad partial date". */
const title = (code: ProblemCode): string =>
  code.charAt(0) + code.slice(1).toLowerCase().replaceAll('_', ' ');

/** A fault of form as a problem: its own code if it is the only one, otherwise INVALID_FIELDS with every fault listed. */
export const problemOfFaults = (
  faults: readonly [ProblemFault & { readonly code: ProblemCode }, ...ProblemFault[]],
): Problem => {
  const [first, ...others] = faults;
  if (others.length === 0) return problem(first.code, first.detail, { errors: faults });
  return problem('INVALID_FIELDS', `${String(faults.length)} faults; each is listed under errors`, {
    errors: faults,
  });
};

/** The way out of a request at the edge: thrown by guards, readers and controllers, answered by the problem filter. */
export class ProblemError extends Error {
  constructor(
    readonly problem: Problem,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(problem.detail);
  }
}

export const refuse = (code: ProblemCode, detail: string, extras: ProblemExtras = {}): ProblemError =>
  new ProblemError(problem(code, detail, extras));
