import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { restoreBackup } from '@dealtrail/cli/backup/restore-backup';
import { takeBackup } from '@dealtrail/cli/backup/take-backup';
import { ledgerEpochs } from '@dealtrail/infra/new-epoch';
import { connect } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import type { Append } from '@dealtrail/event-sourcing/log';
import { outcomeOf, probe, quietly, recorded, wholeLog } from '../contracts/probe.ts';
import { finalLogOf, violationsOf } from './history-of.ts';
import { newCluster, ownServer } from './own-server.ts';
import type { OwnServer } from './own-server.ts';
import { makeBook, openWorld } from './world.ts';
import type { World } from './world.ts';

const reserving = (ledgerId: string, key: string): Append =>
  probe(ledgerId, { reserves: [{ scope: 'probe', key }] });

describe('A backup that is taken while processes write, restored into a fresh server', () => {
  let world: World;
  let fresh: OwnServer;
  let freshUrl: string;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dealtrail-crash-backup-'));
    world = await openWorld();
    fresh = await ownServer(await newCluster());
    await fresh.start();
    freshUrl = await makeBook(fresh);
  }, 120_000);
  afterAll(async () => {
    await world.remove();
    await fresh.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const opened = async <T>(url: string, work: (log: PostgresLog) => Promise<T>): Promise<T> => {
    const pool = connect({ url, role: 'dealtrail_api' });
    const log = openPostgresLog({ pool });
    return await work(log).finally(() => log.close().then(() => pool.end()));
  };

  test('is the log as it was at one instant, and everything goes on from there', async () => {
    const [ledgerId, own] = [await world.newLedger(), await world.newLedger()];
    const [first, quiet, named] = [probe(own), probe(own), reserving(own, 'kept')];
    const still = quietly({ ...quiet, streamId: first.streamId, expectedVersion: 1 });
    const outcomes = await opened(world.ownerUrl, (log) => recorded(log, first, still, named));
    world.write(ledgerId);
    world.write(ledgerId);
    await world.goesOn(10);
    const file = join(folder, 'book.backup');
    await takeBackup(world.ownerUrl, createWriteStream(file));
    await world.goesOn(10);
    const lines = await world.settle();
    await restoreBackup(freshUrl, createReadStream(file));

    const before = await finalLogOf(world.ownerUrl, ledgerId);
    const restored = await finalLogOf(freshUrl, ledgerId);
    expect(violationsOf(lines, [before])).toEqual([]);
    expect(restored.events.length).toBeGreaterThan(0);
    expect(restored.events).toEqual(before.events.slice(0, restored.head.position));
    expect(before.commands).toEqual(expect.arrayContaining([...restored.commands]));

    await opened(freshUrl, async (log) => {
      expect(await recorded(log, first, still, named)).toEqual(outcomes);
      expect(await log.append(reserving(own, 'kept'))).toMatchObject({ result: 'reserved' });
      const next = outcomeOf(await log.append(probe(ledgerId)));
      expect(next.position).toBe(restored.head.position + 1);
      expect(await wholeLog(log, ledgerId)).toHaveLength(next.position);
      const lost = before.events[restored.head.position]?.commandId ?? '';
      expect(lost).not.toBe('');
      expect(await log.findCommand(ledgerId, lost)).toBeUndefined();
    });
    const [was, is] = await Promise.all([world.ownerUrl, freshUrl].map(ledgerEpochs));
    expect(is?.map(({ ledgerId: id }) => id)).toEqual(was?.map(({ ledgerId: id }) => id));
    expect(is?.some(({ epoch }) => was?.some((one) => one.epoch === epoch))).toBe(false);
  }, 60_000);
});
