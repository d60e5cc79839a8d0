import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { finalLogOf, violationsOf } from './history-of.ts';
import { openSmallDisk, smallDisks } from './small-disk.ts';
import type { SmallDisk } from './small-disk.ts';

describe.each(smallDisks())('A server whose disk runs full (%s)', (how) => {
  let disk: SmallDisk;
  beforeAll(async () => {
    disk = await openSmallDisk(how);
  }, 120_000);
  afterAll(async () => {
    await disk.remove();
  });

  test('keeps what it acknowledged, and the writers go on when there is room again', async () => {
    const { world } = disk;
    const ledgerId = await world.newLedger();
    world.write(ledgerId);
    await world.goesOn(5);
    await disk.fill();
    world.write(ledgerId, { payloadChars: 20_000 });
    await world.hears(/No space left|File too large|PANIC|could not (write|extend)|unexpectedly|recovery/);
    await sleep(300);
    await disk.free();
    await world.goesOn(10);
    const lines = await world.settle();
    expect(violationsOf(lines, [await finalLogOf(world.ownerUrl, ledgerId)])).toEqual([]);
  }, 120_000);
});
