import { setTimeout as sleep } from 'node:timers/promises';
import { judged } from './run-history.ts';
import type { HistoryCounts } from './run-history.ts';
import { openSmallDisk } from './small-disk.ts';
import type { How } from './small-disk.ts';

const full = /No space left|File too large|PANIC|could not (write|extend)|unexpectedly|recovery/;

/** Under load: the disk runs full, for a while nothing can be written, and then there is room again. */
export const runFullDisk = async (how: How): Promise<HistoryCounts> => {
  const { world, fill, free, remove } = await openSmallDisk(how);
  try {
    const ledgerId = await world.newLedger();
    world.write(ledgerId);
    await world.goesOn(5);
    await fill();
    world.write(ledgerId, { payloadChars: 20_000 });
    await world.hears(full);
    await sleep(300);
    await free();
    await world.goesOn(10);
    return await judged(world, world.ownerUrl, ledgerId);
  } finally {
    await remove();
  }
};
