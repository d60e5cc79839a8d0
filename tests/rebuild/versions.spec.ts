import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { View } from '@dealtrail/event-sourcing/view';
import { kyselyOver } from '@dealtrail/ledger/connect';
import { retireBuilds } from '@dealtrail/ledger/sweep-builds';
import { foldPart } from '@dealtrail/ledger/fold-part';
import { idleParts } from '@dealtrail/ledger/unfinished-builds';
import { unservedViews } from '@dealtrail/ledger/unserved-views';
import { buildsOf } from '@dealtrail/ledger/builds';
import { startViewRunner } from '@dealtrail/ledger/view-runner';
import type { ViewRunner } from '@dealtrail/ledger/view-runner';
import { openReader, ViewBehind } from '@dealtrail/views/reader';
import type { IndexQuery } from '@dealtrail/views/index-query';
import { replayReader } from '@dealtrail/views/replay-reader';
import { probeTables } from '../concurrency/processes/probe-view.ts';
import type { Sum } from '../concurrency/processes/probe-view.ts';
import { randomFrom } from '../crash/random.ts';
import { ledgerId, openProbeHouse, view as old } from './probe-house.ts';
import type { ProbeHouse } from './probe-house.ts';

/** The next version in code: another shape of state, tables of its own. */
type Doubled = { readonly doubled: number; readonly of: Sum };
const next: View<Doubled> = {
  ...old,
  version: 2,
  table: 'probe_v2',
  fold: (history) => doubled(old.fold(history)),
  evolve: (state, event) => doubled(old.evolve(state?.of, event)),
  index: {
    table: 'probe_index_v2',
    columns: ['sum', 'versions'],
    row: (_key, { doubled: sum, of }) => ({ sum, versions: of.versions.map(String) }),
  },
};
const doubled = (of: Sum): Doubled => ({ doubled: 2 * of.sum, of });

const query: IndexQuery = { where: [], order: { column: 'key', as: 'text', direction: 'asc' }, limit: 100 };
/** Longer than what a runner folds by itself. */
const events = 5_200;

describe('A new version of a view in code', () => {
  let house: ProbeHouse;
  let runners: ViewRunner[];
  beforeEach(async () => {
    house = await openProbeHouse();
    runners = [];
  });
  afterEach(async () => {
    for (const runner of runners) await runner.stop();
    await house.close();
  });

  const start = (view: View<unknown>): ViewRunner => {
    const { worker: pool, log } = house;
    const runner = startViewRunner({
      pool,
      log,
      views: [view],
      report: () => undefined,
      pollMs: 20,
      lookMs: 50,
    });
    runners.push(runner);
    return runner;
  };
  const readers = async () => {
    const { position } = await house.log.head(ledgerId);
    const basis = { ledgerId, position, effectiveAt: '2026-11-26' };
    const all = await house.events();
    return [openReader(kyselyOver(house.api), house.log, basis), replayReader(all, basis)] as const;
  };
  const serves = (view: View<unknown>) =>
    house.until(`version ${String(view.version)} serves`, async () => {
      const { position } = await house.log.head(ledgerId);
      return (await buildsOf(house.api, ledgerId)).some(
        (one) => one.version === view.version && one.state === 'serving' && one.position === position,
      );
    });

  test('is built beside the old one in parts; readers of both are served, each by its own', async () => {
    await house.owner.query(probeTables().replaceAll('_v1', '_v2'));
    start(old);
    await house.append(randomFrom(2), events);
    await serves(old);
    expect(await unservedViews(house.api, [old])).toEqual([]);
    expect(await unservedViews(house.api, [next])).toEqual(['probe@2']);
    start(next);
    await house.until('it is met', async () => (await idleParts(house.worker, [next])).length > 0);
    const [building, truth] = await readers();
    expect(await building.find(old, query)).toEqual(await truth.find(old, query));
    await expect(building.find(next, query)).rejects.toThrow(ViewBehind);
    expect(await building.state(next, 'stream-3')).toEqual(await truth.state(next, 'stream-3'));
    for (const part of await idleParts(house.worker, [next]))
      expect(await foldPart({ pool: house.worker, log: house.log }, part)).toBe('folded');
    await serves(next);
    await house.append(randomFrom(3), 30);
    await Promise.all([serves(old), serves(next)]);
    const [both, now] = await readers();
    for (const view of [old, next] as readonly View<unknown>[])
      expect(await both.find(view, query)).toEqual(await now.find(view, query));
    expect(await unservedViews(house.api, [next])).toEqual([]);
  }, 90_000);

  test('lets the old one go after its time, but not while a process still moves it', async () => {
    await house.owner.query(probeTables().replaceAll('_v1', '_v2'));
    const first = start(old);
    await house.append(randomFrom(2), 20);
    await serves(old);
    start(next);
    await serves(next);
    await house.owner.query(
      `update views.builds set kept_until = clock_timestamp() - interval '1 s' where version = 1`,
    );
    expect(await retireBuilds(house.worker)).toEqual([]);
    await first.stop();
    expect(await retireBuilds(house.worker)).toMatchObject([{ view: 'probe', version: 1, build: 1 }]);
    const [reader, truth] = await readers();
    await expect(reader.find(old, query)).rejects.toThrow(ViewBehind);
    expect(await reader.state(old, 'stream-3')).toEqual(await truth.state(old, 'stream-3'));
    expect(await reader.find(next, query)).toEqual(await truth.find(next, query));
  }, 90_000);
});
