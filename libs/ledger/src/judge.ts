import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { Append, AppendResult, EventLog, Requirement } from '@dealtrail/event-sourcing/log';

export type Verdict =
  | { readonly verdict: 'good'; readonly last: StoredEvent | undefined }
  | { readonly verdict: 'refused'; readonly result: AppendResult };

/**
 * The rules of log.append (infra/migrations/0002_judge.sql) in the same order, over a log's reads. Only for a log that
 * nobody else appends to meanwhile: PostgreSQL judges under the head row instead.
 */
export const judge = async (
  log: Pick<EventLog, 'findCommand' | 'readStream' | 'holders'>,
  append: Append,
): Promise<Verdict> => {
  const { ledgerId, streamId, commandId, fingerprint } = append;
  const outcome = await log.findCommand(ledgerId, commandId);
  if (outcome !== undefined) {
    return refused(
      outcome.fingerprint === fingerprint ? { result: 'replayed', outcome } : { result: 'commandIdReused' },
    );
  }
  const last = (await log.readStream(ledgerId, streamId)).at(-1);
  const version = last?.version ?? 0;
  if (append.expectedVersion !== 'any' && version !== append.expectedVersion)
    return refused({ result: 'versionConflict', version });
  for (const requirement of append.requires) {
    if (!(await isMet(log, ledgerId, requirement)))
      return refused({ result: 'requirementFailed', requirement });
  }
  const holders = append.reserves.length === 0 ? [] : await log.holders(ledgerId, append.reserves);
  for (const [index, reservation] of append.reserves.entries()) {
    const holder = holders[index];
    if (holder !== undefined && holder !== streamId)
      return refused({ result: 'reserved', reservation, holder });
  }
  return { verdict: 'good', last };
};

const refused = (result: AppendResult): Verdict => ({ verdict: 'refused', result });

const isMet = async (
  log: Pick<EventLog, 'readStream' | 'holders'>,
  ledgerId: string,
  requirement: Requirement,
): Promise<boolean> => {
  if (requirement.kind === 'free') return (await log.holders(ledgerId, [requirement]))[0] === undefined;
  const version = (await log.readStream(ledgerId, requirement.streamId)).at(-1)?.version ?? 0;
  return requirement.kind === 'streamExists' ? version > 0 : version === requirement.version;
};
