import { createHash } from 'node:crypto';
import { canonicalJson } from '@dealtrail/proof/canonical-json';
import { ProblemError, problem, refuse } from '../edge/problem.ts';
import type { Problem } from '../edge/problem.ts';
import type { Line } from '../edge/lines.ts';
import { isCommandId } from '../edge/preconditions.ts';
import { jsonOf } from '../edge/read-json.ts';
import type { JsonBody } from '../edge/read-json.ts';
import type { Answered } from './answer.ts';

/** One line of the answer to a bulk upload, for one line of its body. */
export type LineAnswer = {
  readonly line: number;
  readonly status: number;
  readonly position?: number;
  /** Recorded before, by an earlier upload or another line: its first answer. */
  readonly replayed?: true;
  /** In a dry run: the line would be recorded as an event. */
  readonly wouldRecord?: true;
  readonly problem?: LineProblem;
};

/** As everywhere else, a problem names the path that was asked (RFC 9457). */
type LineProblem = Problem & { readonly instance: string };

/** Where uploads go. */
const bulkPath = '/v1/commands';

const refusedLine = (line: number, what: Problem): LineAnswer => ({
  line,
  status: what.status,
  problem: { ...what, instance: bulkPath },
});

export type LineCommand = { readonly name: string; readonly commandId: string; readonly body: JsonBody };

/** A line as it was read: the command in it, or what is wrong with it. */
export type ReadLine = { readonly number: number; readonly read: LineCommand | Problem };

/** Turns what is not a refusal into one. */
export type Unforeseen = (error: unknown) => Problem;

export type Execute = (command: LineCommand) => Promise<Answered>;

/** A bad line is answered as any other: it fails alone. */
export const readLine = ({ number, bytes }: Line, unforeseen: Unforeseen): ReadLine => {
  try {
    if (bytes === 'tooLarge') throw refuse('BODY_TOO_LARGE', 'a line may hold at most 1 MiB (1048576 bytes)');
    return { number, read: commandOf(jsonOf(bytes)) };
  } catch (error) {
    return { number, read: error instanceof ProblemError ? error.problem : unforeseen(error) };
  }
};

/** Answers a line whatever is wrong with it. */
export const answerLine = async (
  { number, read }: ReadLine,
  execute: Execute,
  unforeseen: Unforeseen,
): Promise<LineAnswer> => {
  if ('code' in read) return refusedLine(number, read);
  try {
    const { status, replayed, answer } = await execute(read);
    return { line: number, status, position: answer.position, ...(replayed ? { replayed } : {}) };
  } catch (error) {
    return refusedLine(number, error instanceof ProblemError ? error.problem : unforeseen(error));
  }
};

/** `{"command": ..., "idempotencyKey"?, ...fields}`; without a key, the hash of the line's canonical JSON is its key. */
const commandOf = ({ value, faults }: JsonBody): LineCommand => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw pointed('INVALID_FIELDS', '', 'a line holds one JSON object');
  }
  const { command, idempotencyKey, ...fields } = value as Readonly<Record<string, unknown>>;
  if (command === undefined) throw pointed('MISSING_FIELD', '/command', 'command names what to record');
  if (typeof command !== 'string')
    throw pointed('BAD_TEXT', '/command', 'command is a text such as "AnnounceDeal"');
  if (idempotencyKey !== undefined && (typeof idempotencyKey !== 'string' || !isCommandId(idempotencyKey))) {
    throw pointed(
      'BAD_IDENTIFIER',
      '/idempotencyKey',
      'idempotencyKey takes 1 to 255 printable ASCII characters',
    );
  }
  return {
    name: command,
    commandId: idempotencyKey ?? keyOf(value, faults),
    body: { value: fields, faults },
  };
};

/** Text without a canonical form is refused by the door before it looks at the key. */
const keyOf = (value: unknown, faults: JsonBody['faults']): string =>
  faults.length > 0 ? '' : `sha256:${createHash('sha256').update(canonicalJson(value)).digest('hex')}`;

const pointed = (
  code: 'INVALID_FIELDS' | 'MISSING_FIELD' | 'BAD_TEXT' | 'BAD_IDENTIFIER',
  pointer: string,
  detail: string,
) => new ProblemError(problem(code, detail, { errors: [{ pointer, code, detail }] }));
