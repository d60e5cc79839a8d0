import type { z } from 'zod';
import { DealId, FinancingId, PartyId } from '../values/ids.ts';

/** What something is said of: one deal, one financing or one party. */
export const subjectFields = {
  dealId: DealId.optional(),
  financingId: FinancingId.optional(),
  partyId: PartyId.optional(),
} as const;

export type Subject = {
  readonly dealId?: string | undefined;
  readonly financingId?: string | undefined;
  readonly partyId?: string | undefined;
};

/** The stream that what is said goes to: that of its subject. */
export const subjectOf = ({ dealId, financingId, partyId }: Subject): string | undefined =>
  dealId ?? financingId ?? partyId;

type Complain = z.core.$RefinementCtx['addIssue'];

/** Exactly one of the fields named must be given; the fault is at the first missing or at every one too many. */
export const exactlyOne = (body: unknown, names: readonly string[], addIssue: Complain): void => {
  if (typeof body !== 'object' || body === null) return;
  const given = names.filter((name) => (body as Readonly<Record<string, unknown>>)[name] !== undefined);
  const list = names.join(', ');
  if (given.length === 0)
    addIssue({
      code: 'custom',
      path: [names[0] ?? ''],
      params: { code: 'MISSING_FIELD' },
      message: `give one of ${list}`,
    });
  for (const name of given.slice(1))
    addIssue({
      code: 'custom',
      path: [name],
      params: { code: 'INVALID_FIELDS' },
      message: `give only one of ${list}: ${String(given[0])} is given already`,
    });
};
