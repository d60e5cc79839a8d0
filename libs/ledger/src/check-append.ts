import type { Append, Reservation } from '@dealtrail/event-sourcing/log';

/** What the log takes. All are wider than what the domain makes: to run into one is a bug of the caller, and throws. */
export const appendLimits = {
  ledgerIdCharsMax: 40,
  streamIdCharsMax: 200,
  /** As the HTTP contract says of Idempotency-Key. */
  commandIdCharsMax: 255,
  typeCharsMax: 100,
  /** PostgreSQL's integer. */
  schemaVersionMax: 2_147_483_647,
  scopeCharsMax: 100,
  reservationKeyCharsMax: 4_096,
  /** Twice the largest request body: the payload holds the body's fields and the envelope. */
  payloadBytesMax: 2 * 1024 * 1024,
  /** Requirements, reservations and releases of one append together. */
  conditionsMax: 2_000,
} as const;

const printable = /^[\x20-\x7e]+$/;
const ledgerIdShape = /^[a-z0-9-]+$/;
const sha256Shape = /^[0-9a-f]{64}$/;
const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** What UTF-8 cannot carry or PostgreSQL's text does not hold: written, it would not come back the same. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/** Throws a RangeError that names the field, for an append that no log could take whatever it holds. */
export const checkAppend = (append: Append): void => {
  checkText('ledgerId', append.ledgerId, ledgerIdShape, appendLimits.ledgerIdCharsMax);
  checkText('streamId', append.streamId, printable, appendLimits.streamIdCharsMax);
  checkText('commandId', append.commandId, printable, appendLimits.commandIdCharsMax);
  check('fingerprint', sha256Shape.test(append.fingerprint), 'give a SHA-256 in lower-case hex');
  checkExpectation(append);
  if (append.event !== undefined) checkEvent(append.event);
  checkConditions(append);
};

/** Nothing can be left as it is at any version: whoever finds that nothing changes has looked at one. */
const checkExpectation = ({ expectedVersion, event }: Append): void => {
  if (expectedVersion === 'any')
    check('event', event !== undefined, 'give one: at any version something is new');
  else {
    checkCount('expectedVersion', expectedVersion, 0);
    check('event', event !== undefined || expectedVersion > 0, 'give one: it opens the stream');
  }
};

const checkEvent = ({ eventId, type, schemaVersion, payload }: NonNullable<Append['event']>): void => {
  check('event.eventId', uuidShape.test(eventId), 'give a UUID in lower case');
  checkText('event.type', type, printable, appendLimits.typeCharsMax);
  checkCount('event.schemaVersion', schemaVersion, 1);
  check(
    'event.schemaVersion',
    schemaVersion <= appendLimits.schemaVersionMax,
    `at most ${String(appendLimits.schemaVersionMax)}`,
  );
  check('event.payload', isStorable(payload), 'U+0000 and lone surrogates cannot be stored');
  check(
    'event.payload',
    Buffer.byteLength(payload) <= appendLimits.payloadBytesMax,
    `at most ${String(appendLimits.payloadBytesMax)} bytes`,
  );
};

const checkConditions = ({ requires, reserves, releases }: Append): void => {
  const count = requires.length + reserves.length + releases.length;
  check(
    'requires, reserves, releases',
    count <= appendLimits.conditionsMax,
    `at most ${String(appendLimits.conditionsMax)}`,
  );
  for (const requirement of requires) {
    if (requirement.kind === 'free') checkReservation('requires', requirement);
    else checkText('requires.streamId', requirement.streamId, printable, appendLimits.streamIdCharsMax);
    if (requirement.kind === 'streamAt') checkCount('requires.version', requirement.version, 0);
  }
  for (const reservation of [...reserves, ...releases]) checkReservation('reserves, releases', reservation);
  const released = new Set(releases.map(nameOf));
  check(
    'reserves',
    !reserves.some((one) => released.has(nameOf(one))),
    'the same name is reserved and released',
  );
};

const checkReservation = (field: string, { scope, key }: Reservation): void => {
  checkText(`${field}.scope`, scope, printable, appendLimits.scopeCharsMax);
  const fits = key.length > 0 && key.length <= appendLimits.reservationKeyCharsMax && isStorable(key);
  check(`${field}.key`, fits, `1 to ${String(appendLimits.reservationKeyCharsMax)} characters, all storable`);
};

/** One string for a reservation: scopes hold no U+0000. */
export const nameOf = ({ scope, key }: Reservation): string => `${scope}\0${key}`;

const checkText = (field: string, value: string, shape: RegExp, charsMax: number): void => {
  check(
    field,
    shape.test(value) && value.length <= charsMax,
    `1 to ${String(charsMax)} characters like ${shape.source}`,
  );
};

const checkCount = (field: string, value: number, min: number): void => {
  check(field, Number.isSafeInteger(value) && value >= min, `a whole number from ${String(min)}`);
};

const check = (field: string, holds: boolean, advice: string): void => {
  if (!holds) throw new RangeError(`append ${field}: ${advice}`);
};
