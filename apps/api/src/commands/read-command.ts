import { hash } from 'node:crypto';
import { parseCommand } from '@dealtrail/deals/command';
import { isCommandName } from '@dealtrail/deals/registry';
import type { CommandName } from '@dealtrail/deals/registry';
import type { Fault } from '@dealtrail/deals/rejection';
import type { Ask } from '@dealtrail/deals/slice';
import { canonicalJson } from '@dealtrail/proof/canonical-json';
import { ProblemError, problemOfFaults, refuse } from '../edge/problem.ts';
import type { JsonBody } from '../edge/read-json.ts';

export const commandName = (name: string): CommandName => {
  if (isCommandName(name)) return name;
  throw refuse(
    'UNKNOWN_COMMAND',
    `there is no command ${name.slice(0, 80)}; GET /openapi.json lists them all`,
  );
};

/** SHA-256 (hex) of the request in canonical JSON: the same request is known however its members are ordered. */
export const fingerprintOf = (name: CommandName, body: unknown): string =>
  hash('sha256', canonicalJson({ command: name, body }));

/** The command in a body, or a refusal that lists every fault with a pointer to it. */
export const readCommand = (name: CommandName, { value, faults }: JsonBody): Ask => {
  const parsed = parseCommand(name, value);
  const [first, ...others] = merged(faults, parsed.ok ? [] : parsed.faults);
  if (first !== undefined) throw new ProblemError(problemOfFaults([first, ...others]));
  if (!parsed.ok) throw new Error('a body that does not parse has faults');
  return parsed.command;
};

/** Faults of the text first; what the fields say about the same place again is left out. */
const merged = (ofText: readonly Fault[], ofFields: readonly Fault[]): readonly Fault[] => [
  ...ofText,
  ...ofFields.filter((fault) => !ofText.some(({ pointer }) => pointer === fault.pointer)),
];
