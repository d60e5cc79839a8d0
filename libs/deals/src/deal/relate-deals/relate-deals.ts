import { accept, reject } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import { alreadyRecorded } from '../../same-news.ts';
import type { Slice } from '../../slice.ts';
import { DealId } from '../../values/ids.ts';
import { dealFrom } from '../deal.evolve.ts';
import { unopened } from '../deal.state.ts';
import type { DealState } from '../deal.state.ts';

/** Read from `dealId` to `otherDealId`: "this deal reattempts that one". */
const relationKinds = ['funds', 'supplies', 'reattempts', 'replaces', 'expands', 'sameProgramme'] as const;

export const RelateDeals = z
  .strictObject({ dealId: DealId, otherDealId: DealId, kind: z.enum(relationKinds) })
  .refine((data) => data.dealId !== data.otherDealId, {
    path: ['otherDealId'],
    params: { code: 'INVALID_FIELDS' },
    message: 'must be another deal: a deal has no relation to itself',
  });
export type RelateDeals = z.infer<typeof RelateDeals>;

/** Two deals of one programme are so in either direction; every other relation has one. */
const isMutual = (kind: RelateDeals['kind']): boolean => kind === 'sameProgramme';

const relation = (deal: DealState, data: RelateDeals) =>
  deal.relations.find((each) => each.data.otherDealId === data.otherDealId && each.data.kind === data.kind);

/** One deal has to do with another. A relation is recorded once, on the deal that it starts from. */
export const relateDeals: Slice<'RelateDeals', 'DealsRelated', RelateDeals, DealState> = {
  command: 'RelateDeals',
  event: 'DealsRelated',
  schemaVersion: 1,
  fields: RelateDeals,
  summary: 'A deal funds, supplies, reattempts, replaces or expands another, or is of the same programme',
  stream: ({ dealId }) => dealId,
  occurredOn: () => 'unknown',
  decide(ask, deal, context) {
    const { data } = ask;
    const refusal = unopened(deal, data.dealId);
    if (refusal !== undefined) return reject(refusal);
    const recorded = relation(deal, data);
    if (recorded !== undefined) return alreadyRecorded(recorded, ask, 'ALREADY_RELATED', 'This relation');
    if (!isMutual(data.kind)) return accept({ type: 'DealsRelated', data });

    const history = context.streams.get(data.otherDealId);
    if (history === undefined) return { outcome: 'needs', streamIds: [data.otherDealId] };
    const far = dealFrom(history);
    const unknown = unopened(far, data.otherDealId);
    if (unknown !== undefined) return reject({ ...unknown, pointer: '/otherDealId' });
    const turned: RelateDeals = { ...data, dealId: data.otherDealId, otherDealId: data.dealId };
    const mirrored = relation(far, turned);
    if (mirrored === undefined) return accept({ type: 'DealsRelated', data });
    return alreadyRecorded(mirrored, { ...ask, data: turned }, 'ALREADY_RELATED', 'This relation');
  },
};
