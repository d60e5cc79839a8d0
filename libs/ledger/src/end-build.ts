import type { Pool } from 'pg';
import { buildByJob, buildsOf } from './builds.ts';
import type { Build, ViewVersion } from './builds.ts';
import { takeOver } from './take-over.ts';

/** `serving`: refused, readers see it. `absent`: there is no such build, or it was dropped before. */
export type DropResult = { readonly result: 'dropping' | 'serving' | 'absent' };

/** Gives a build up for good: from now on nobody reads or moves it, and a worker deletes its rows. */
export const dropBuild = async (
  pool: Pool,
  ledgerId: string,
  { name, version }: ViewVersion,
  build: number,
): Promise<DropResult> => {
  const { rows } = await pool.query<DropResult>('select views.drop_build($1, $2, $3, $4) as result', [
    ledgerId,
    name,
    version,
    build,
  ]);
  return rows[0] ?? { result: 'absent' };
};

/** `over`: it has served already, and is rolled back or dropped instead. */
export type CancelResult = { readonly result: 'cancelled' | 'over' | 'absent' };

/** Gives up a build that has not served yet. */
export const cancelBuild = async (pool: Pool, ledgerId: string, jobId: string): Promise<CancelResult> => {
  const found = await buildByJob(pool, ledgerId, jobId);
  if (found === undefined) return { result: 'absent' };
  if (found.switchedAt !== null || isDropped(found)) return { result: 'over' };
  const { result } = await dropBuild(
    pool,
    ledgerId,
    { name: found.view, version: found.version },
    found.build,
  );
  return { result: result === 'dropping' ? 'cancelled' : 'over' };
};

const isDropped = ({ state }: Build): boolean => state === 'dropping' || state === 'dropped';

export type RollBackResult =
  | { readonly result: 'rolledBack'; readonly from: Build; readonly to: Build }
  /** No build is kept that served before. */
  | { readonly result: 'nothingKept' }
  /** The one that is kept has not seen what readers have seen (it may stand still, see its error). */
  | { readonly result: 'behind'; readonly kept: Build };

/** Back to the build that served last; asked again, forth again. Nobody's answers go back in time. */
export const rollBack = async (pool: Pool, ledgerId: string, view: ViewVersion): Promise<RollBackResult> => {
  const builds = (await buildsOf(pool, ledgerId)).filter(
    (one) => one.view === view.name && one.version === view.version,
  );
  const from = builds.find(({ state }) => state === 'serving');
  const [to] = builds.filter(({ state }) => state === 'kept').toSorted(newestFirst);
  if (from === undefined || to === undefined) return { result: 'nothingKept' };
  if (to.error !== null) return { result: 'behind', kept: to };
  switch (await takeOver(pool, ledgerId, view, to.build)) {
    case 'switched':
    case 'serving':
      // It serves since just now.
      return { result: 'rolledBack', from, to: (await buildByJob(pool, ledgerId, to.jobId)) ?? to };
    case 'behind':
      return { result: 'behind', kept: to };
    case 'absent':
      return { result: 'nothingKept' };
  }
};

const newestFirst = (a: Build, b: Build): number =>
  (b.switchedAt ?? '').localeCompare(a.switchedAt ?? '') || b.build - a.build;

/** Lets a view that stands still go on from where it stands, once the cause is gone. Gives how many builds and parts did. */
export const resumeView = async (pool: Pool, ledgerId: string, view: ViewVersion): Promise<number> => {
  const { rows } = await pool.query<{ resumed: number }>('select views.resume($1, $2, $3) as resumed', [
    ledgerId,
    view.name,
    view.version,
  ]);
  return rows[0]?.resumed ?? 0;
};
