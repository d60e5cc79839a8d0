import type { AppendResult, Requirement } from '@dealtrail/event-sourcing/log';
import type { Reference } from '@dealtrail/deals/references';
import type { Ask, Taken } from '@dealtrail/deals/slice';
import { problem, ProblemError } from '../edge/problem.ts';
import type { ProblemCode } from '../edge/problem.ts';
import { asSent } from './decide-on.ts';

/** Scope of the reservation that a source's retraction takes: while it is held, the source cannot be cited. */
export const retractedScope = 'source.retracted';

/** What must hold in the transaction of the append so that every id in the command means something. */
export const requirementsOf = (references: readonly Reference[]): readonly Requirement[] =>
  references.map((reference) =>
    reference.kind === 'exists'
      ? { kind: 'streamExists', streamId: reference.streamId }
      : { kind: 'free', scope: retractedScope, key: reference.sourceId },
  );

type Failed = Extract<AppendResult, { result: 'requirementFailed' }>['requirement'];

/** The refusal behind a requirement that failed; undefined when another stream moved and the decision is to be made again. */
export const refusalOf = (failed: Failed, references: readonly Reference[]): ProblemError | undefined => {
  if (failed.kind === 'streamAt') return undefined;
  for (const reference of references) {
    if (
      reference.kind === 'exists' &&
      failed.kind === 'streamExists' &&
      reference.streamId === failed.streamId
    ) {
      const detail = `${reference.streamId} was never recorded`;
      return pointed(reference.code, detail, reference.pointer);
    }
    if (reference.kind === 'sourceStands' && failed.kind === 'free' && reference.sourceId === failed.key) {
      const detail = `${reference.sourceId} is retracted and cannot be cited`;
      return pointed('SOURCE_RETRACTED', detail, reference.pointer, reference.sourceId);
    }
  }
  throw new Error(`the log names a requirement that was not asked: ${JSON.stringify(failed)}`);
};

/** A name that another stream holds already; the fact that would take it says where in the body it stands. */
export const refusalOfReserved = (
  { reservation: { scope, key }, holder }: Extract<AppendResult, { result: 'reserved' }>,
  names: readonly Taken[],
  ask: Ask,
): ProblemError => {
  const code: ProblemCode = scope === 'party.identifier' ? 'IDENTIFIER_TAKEN' : 'SOURCE_DUPLICATE';
  const detail = `${scope.replace('.', ' ')} ${key.slice(0, 200)} belongs to ${holder} already`;
  const name = names.find((each) => each.scope === scope && each.key === key);
  return pointed(code, detail, asSent(name?.pointer ?? '', ask), holder);
};

const pointed = (code: ProblemCode, detail: string, pointer: string, other?: string): ProblemError =>
  new ProblemError(
    problem(code, detail, { errors: [{ pointer, code, detail }], ...(other === undefined ? {} : { other }) }),
  );
