import { buildsOf, requestBuild } from '@dealtrail/ledger/builds';
import { cancelBuild } from '@dealtrail/ledger/end-build';
import { connect, kyselyOver } from '@dealtrail/ledger/connect';
import { foldPart } from '@dealtrail/ledger/fold-part';
import { postgresReads } from '@dealtrail/ledger/postgres-reads';
import { droppingBuilds, sweepBuild } from '@dealtrail/ledger/sweep-builds';
import { takeOver } from '@dealtrail/ledger/take-over';
import { idleParts } from '@dealtrail/ledger/unfinished-builds';
import { dealCurrent } from '@dealtrail/views/deal-current/deal-view';
import { changedAtColumn } from '@dealtrail/views/index-query';
import { openReader } from '@dealtrail/views/reader';
import type { OpenContestant } from '../process/contestant.ts';
import { percentile } from './percentile.ts';

const ledgerId = 'main';
const listLimit = 100;

/** Rebuilds deal-current as a worker process does, one part after another while there are any, and asks its list. */
export const open: OpenContestant = ({ url }) => {
  const pool = connect({ url });
  const log = postgresReads(pool);
  const views = [dealCurrent];
  const underWay = async () =>
    (await buildsOf(pool, ledgerId)).find(({ state }) => state === 'folding' || state === 'catchingUp');
  const fold = async (): Promise<void> => {
    for (;;) {
      const [part] = await idleParts(pool, views);
      if (part === undefined) return;
      // Held: another process was quicker, and the next look finds the next part.
      await foldPart({ pool, log }, part);
    }
  };
  const list = async (position: number): Promise<number> => {
    const reader = openReader(kyselyOver(pool), log, { ledgerId, position, effectiveAt: '2026-11-26' });
    const from = performance.now();
    await reader.find(dealCurrent, {
      ...{ where: [], limit: listLimit },
      order: { column: changedAtColumn, as: 'number', direction: 'desc' },
    });
    return performance.now() - from;
  };
  const lists = async (seconds: number) => {
    const { position } = await log.head(ledgerId);
    const [now, then]: readonly number[][] = [[], []];
    for (const until = performance.now() + seconds * 1_000; performance.now() < until;) {
      now?.push(await list(position));
      then?.push(await list(Math.ceil(position / 2)));
    }
    return { 'list now p50 ms': percentile(now ?? [], 50), 'list then p50 ms': percentile(then ?? [], 50) };
  };
  const runs: Readonly<Record<string, (seconds: number) => Promise<Readonly<Record<string, number>>>>> = {
    request: async () => {
      const { build } = await requestBuild(pool, ledgerId, dealCurrent);
      return { build };
    },
    fold: async () => {
      await fold();
      return {};
    },
    serve: async () => {
      const build = await underWay();
      if (build !== undefined) await takeOver(pool, ledgerId, dealCurrent, build.build);
      return {};
    },
    drop: async () => {
      const build = await underWay();
      if (build !== undefined) await cancelBuild(pool, ledgerId, build.jobId);
      for (const each of await droppingBuilds(pool)) await sweepBuild(pool, each);
      return {};
    },
    lists,
  };
  return Promise.resolve({
    run: async ({ run, seconds = 1 }) => (await runs[run]?.(seconds)) ?? {},
    close: () => pool.end(),
  });
};
