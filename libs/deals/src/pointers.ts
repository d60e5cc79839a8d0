import type { z } from 'zod';
import type { Ask } from './slice.ts';
import { CommandId } from './values/ids.ts';

/** Fields that point at an event, and the field that may point instead at the command that made it. */
export const pointerFields = {
  targetEventId: 'targetCommandId',
  claimEventId: 'claimCommandId',
  attributedTo: 'attributedToCommandId',
} as const;

export type PointerField = keyof typeof pointerFields;

/** One event that a command points at: where in the body, and by its own id or by that of the command that made it. */
export type EventPointer = {
  readonly field: PointerField;
  readonly pointer: string;
  readonly by: { readonly eventId: string } | { readonly commandId: string };
};

const fields = Object.keys(pointerFields) as readonly PointerField[];

type Shape = Readonly<Record<string, z.ZodType>>;

/** The same fields with the second way of pointing beside the first; exactly one of the two is checked by `oneWay`. */
export const withCommandIds = (shape: Shape): Shape =>
  Object.fromEntries(
    fields
      .filter((field) => shape[field] !== undefined)
      .flatMap((field) => [
        [field, (shape[field] as z.ZodType).optional()],
        [pointerFields[field], CommandId.optional()],
      ]),
  );

type Body = Readonly<Record<string, unknown>>;
type Complain = (pointer: string, code: 'MISSING_FIELD' | 'INVALID_FIELDS', message: string) => void;

/** Exactly one way of pointing where the command must point, at most one where it may. */
export const oneWay = (shape: Shape, given: unknown, complain: Complain): void => {
  if (typeof given !== 'object' || given === null) return;
  const body = given as Body;
  for (const field of fields) {
    const schema = shape[field];
    if (schema === undefined) continue;
    const byEvent = body[field] !== undefined;
    const byCommand = body[pointerFields[field]] !== undefined;
    if (byEvent && byCommand)
      complain(pointerFields[field], 'INVALID_FIELDS', `give ${field} or ${pointerFields[field]}, not both`);
    if (!byEvent && !byCommand && !schema.safeParse(undefined).success)
      complain(field, 'MISSING_FIELD', `${field} is needed, or ${pointerFields[field]}`);
  }
};

const dataOf = (command: Ask): Body => command.data as Body;

/** Every event the command points at. */
export const pointersOf = (command: Ask): readonly EventPointer[] =>
  fields.flatMap((field): readonly EventPointer[] => {
    const eventId = dataOf(command)[field];
    const commandId = dataOf(command)[pointerFields[field]];
    if (typeof eventId === 'string') return [{ field, pointer: `/${field}`, by: { eventId } }];
    if (typeof commandId === 'string')
      return [{ field, pointer: `/${pointerFields[field]}`, by: { commandId } }];
    return [];
  });

/** The same command with every command id replaced by the id of the event that the command made. */
export const resolve = (
  command: Ask,
  targets: Readonly<Record<string, { readonly eventId: string }>>,
): Ask => {
  const data = Object.entries(dataOf(command)).map(([key, value]) => {
    const field = fields.find((each) => pointerFields[each] === key);
    const target = field === undefined ? undefined : targets[field];
    return field === undefined || target === undefined ? [key, value] : [field, target.eventId];
  });
  return { ...command, data: Object.fromEntries(data) as unknown };
};
