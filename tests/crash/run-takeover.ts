import { setTimeout as sleep } from 'node:timers/promises';
import { judged } from './run-history.ts';
import type { HistoryCounts } from './run-history.ts';
import { makeSynchronous, primarySettings, promote, standbyOf } from './standby.ts';
import { bookUrl, openWorld } from './world.ts';

/**
 * Under load: a synchronous standby joins, stands still for longer than callers wait, follows again, and is promoted when
 * the primary was killed; the writers are led to it and go on.
 */
export const runTakeover = async (): Promise<HistoryCounts> => {
  const world = await openWorld(primarySettings);
  const ledgerId = await world.newLedger();
  try {
    world.write(ledgerId);
    world.write(ledgerId);
    await world.goesOn(10);
    const standby = await standbyOf(world.server);
    try {
      await makeSynchronous(world.server);
      await world.goesOn(10);
      standby.freeze();
      await world.hears(/Query read timeout/);
      await sleep(world.longest('lockWaitMs'));
      standby.thaw();
      await world.goesOn(10);
      await world.server.kill();
      await promote(standby);
      world.proxy.leadTo(standby.port);
      await world.goesOn(20);
      return await judged(world, bookUrl(standby), ledgerId);
    } finally {
      await standby.remove();
    }
  } finally {
    await world.remove();
  }
};
