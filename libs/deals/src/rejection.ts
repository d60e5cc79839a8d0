/**
 * Why a command is refused, as a value. The codes are the language's (ubiquitous language, section 5);
 * the edge maps every one of them to a status, so a new code without a status does not compile.
 */
export const rejectionCodes = [
  'UNKNOWN_DEAL',
  'UNKNOWN_FINANCING',
  'UNKNOWN_PARTY',
  'UNKNOWN_SOURCE',
  'UNKNOWN_EVENT',
  'STAGE_ALREADY_RECORDED',
  'PREPAYMENT_ALREADY_AGREED',
  'SOURCE_ALREADY_RETRACTED',
  'SOURCE_ALREADY_REGISTERED',
  'PARTY_ALREADY_REGISTERED',
  'ALREADY_RECORDED',
  'TARGET_ALREADY_RETRACTED',
  'ALREADY_CITED',
  'ALREADY_RELATED',
  'DEAL_ENDED',
  'FINANCING_ENDED',
  'IDENTIFIER_TAKEN',
  'SOURCE_DUPLICATE',
  'SOURCE_REQUIRED',
  'SOURCE_RETRACTED',
  'OUT_OF_ORDER_DATE',
  'OCCURRED_IN_FUTURE',
  'SAME_PARTY_BOTH_SIDES',
  'NON_POSITIVE_AMOUNT',
  'PREPAYMENT_EXCEEDS_VALUE',
  'CURRENCY_MISMATCH',
  'OPINION_CANNOT_SET_TERM',
  'TRANCHES_DO_NOT_SUM',
  'SOURCES_USES_UNBALANCED',
  'RATING_NOT_ON_AGENCY_SCALE',
  'STOCK_MOVE_BELOW_MINUS_100',
  'STOCK_MOVE_PRICES_DISAGREE',
  'TRAILING_PERIOD_REQUIRED',
  'SESSION_TIME_MISMATCH',
  'COVERAGE_BASIS_REQUIRED',
  'UNKNOWN_TERM_PATH',
  'MISSING_FIELD',
  'REPOST_CYCLE',
  'CLAIM_NOT_ON_PATH',
  'CORRECTION_CHANGES_NOTHING',
  'CORRECTION_INVALID',
  'TARGET_RETRACTED',
] as const;

export type RejectionCode = (typeof rejectionCodes)[number];

export type Rejection = {
  readonly code: RejectionCode | FaultCode;
  /** One sentence for the analyst: what is wrong and what to do instead. */
  readonly detail: string;
  /** JSON pointer (RFC 6901) into the command's body. */
  readonly pointer?: string;
  /** Event, source, party or stream that stands in the way or should be pointed at instead. */
  readonly other?: string;
  /**
   * Faults of form that could not be seen before the record was known (what a correction makes of an event, what
   * opens a deal): every one of them, to be answered as if the body had not parsed.
   */
  readonly faults?: readonly [Fault, ...Fault[]];
};

/** A fault of form: found before any rule is asked. */
export type Fault = { readonly pointer: string; readonly code: FaultCode; readonly detail: string };

export type FaultCode =
  | 'INVALID_FIELDS'
  | 'MALFORMED_DECIMAL'
  | 'BAD_CURRENCY'
  | 'BAD_PARTIAL_DATE'
  | 'BAD_INSTANT'
  | 'BAD_IDENTIFIER'
  | 'BAD_IDENTIFIER_CHECKSUM'
  | 'UNKNOWN_FIELD'
  | 'MISSING_FIELD'
  | 'BAD_TEXT'
  | 'UNKNOWN_TERM_PATH'
  | 'SOURCE_REQUIRED';

/** The refusal of a body with faults of form: the code of the only one, or INVALID_FIELDS. Undefined: there is none. */
export const malformed = (faults: readonly Fault[]): Rejection | undefined => {
  const [first, ...others] = faults;
  if (first === undefined) return undefined;
  if (others.length === 0) return { ...first, faults: [first] };
  const detail = `${String(faults.length)} faults: ${faults.map((fault) => fault.pointer).join(', ')}`;
  return { code: 'INVALID_FIELDS', detail, pointer: first.pointer, faults: [first, ...others] };
};

/** The same refusal of another body: `place` tells where in that one each thing stands. */
export const readdressed = (
  { pointer, faults, ...rejection }: Rejection,
  place: (pointer: string) => string,
): Rejection => {
  const [first, ...others] = (faults ?? []).map((fault) => ({ ...fault, pointer: place(fault.pointer) }));
  return {
    ...rejection,
    pointer: place(pointer ?? ''),
    ...(first === undefined ? {} : { faults: [first, ...others] }),
  };
};
