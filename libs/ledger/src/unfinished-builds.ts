import type { View } from '@dealtrail/event-sourcing/view';
import type { Pool } from 'pg';
import { ofViews } from './of-views.ts';

/** A part of a build's past that nobody folds just now. */
export type IdlePart = {
  readonly ledgerId: string;
  readonly view: View<unknown>;
  readonly build: number;
  readonly jobId: string;
  readonly part: number;
  readonly parts: number;
  /** Where it ends. */
  readonly target: number;
};

type Row = Omit<IdlePart, 'view'> & { readonly name: string; readonly version: number };

/** Those of the views given, of all ledgers, that are not done, have not failed and are not held; oldest builds first. */
export const idleParts = async (
  pool: Pool,
  views: readonly View<unknown>[],
): Promise<readonly IdlePart[]> => {
  const { rows } = await pool.query<Row>(
    `select b.ledger_id as "ledgerId", b.view as name, b.version, b.build, b.job_id as "jobId", c.part, b.parts, b.target
     from views.builds b join views.checkpoints c using (ledger_id, view, version, build)
     where b.stage = 'folding' and c.part > 0 and c.position < b.target and c.error is null
       and (c.lease_until is null or c.lease_until < clock_timestamp())
     order by b.started_at, b.job_id, c.part`,
  );
  return ofViews(rows, views);
};

/** The same one, where it is still to be folded. */
export const partOf = async (
  pool: Pool,
  views: readonly View<unknown>[],
  jobId: string,
  part: number,
): Promise<IdlePart | undefined> => {
  const parts = await idleParts(pool, views);
  return parts.find((one) => one.jobId === jobId && one.part === part);
};
