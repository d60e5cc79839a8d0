import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Append } from '@dealtrail/event-sourcing/log';
import { ensureLogins } from '@dealtrail/infra/logins';
import { giveNewEpoch, ledgerEpochs } from '@dealtrail/infra/new-epoch';
import { connect } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import { outcomeOf, probe, quietly, recorded, wholeLog } from '../contracts/probe.ts';
import { openScripts } from '../concurrency/spawn-script.ts';
import type { DumpInput } from './dump-input.ts';
import { finalLogOf, violationsOf } from './history-of.ts';
import { newCluster, ownServer, query } from './own-server.ts';
import type { OwnServer } from './own-server.ts';
import { bookUrl, openWorld } from './world.ts';
import type { World } from './world.ts';

/** As pg_dump is known to the server: trusted, since it brings no password along. */
const letDump = async ({ cluster, adminUrl }: OwnServer): Promise<void> => {
  const rules = join(cluster.data, 'pg_hba.conf');
  const others = await readFile(rules, 'utf8');
  await writeFile(rules, `host all postgres 127.0.0.1/32 trust\n${others}`);
  await query(adminUrl, 'create role postgres superuser login');
  await query(adminUrl, 'select pg_reload_conf()');
};

const checkpoints = `select ledger_id, view, version, position from views.checkpoints order by 1, 2, 3`;

describe('What pg_dump takes while processes write, restored into a fresh server', () => {
  let world: World;
  let fresh: OwnServer;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dealtrail-crash-dump-'));
    world = await openWorld();
    await letDump(world.server);
    fresh = await ownServer(await newCluster());
    await fresh.start();
    // Roles belong to the server, not to the database: a dump has none of them.
    await query(fresh.adminUrl, 'create database book');
    for (const role of ['dealtrail_api', 'dealtrail_worker'])
      await query(fresh.adminUrl, `create role ${role} nologin`);
  }, 120_000);
  afterAll(async () => {
    await world.remove();
    await fresh.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const dumped = async (): Promise<string> => {
    const scripts = await openScripts(new URL('processes/', import.meta.url));
    const input: DumpInput = { port: world.server.port, database: 'book', file: join(folder, 'book.sql') };
    const end = await scripts.run('dump', input).ended.finally(() => scripts.close());
    expect(end).toBe(0);
    return await readFile(input.file, 'utf8');
  };
  const opened = async <T>(url: string, work: (log: PostgresLog) => Promise<T>): Promise<T> => {
    const pool = connect({ url, role: 'dealtrail_api' });
    const log = openPostgresLog({ pool });
    return await work(log).finally(() => log.close().then(() => pool.end()));
  };
  const reserving = (ledgerId: string): Append =>
    probe(ledgerId, { reserves: [{ scope: 'probe', key: 'kept' }] });

  test('is the log as it was at one instant, and positions, cursors and repeats go on from there', async () => {
    const [ledgerId, own] = [await world.newLedger(), await world.newLedger()];
    const [first, quiet, named] = [probe(own), probe(own), reserving(own)];
    const still = quietly({ ...quiet, streamId: first.streamId, expectedVersion: 1 });
    const outcomes = await opened(world.ownerUrl, (log) => recorded(log, first, still, named));
    await query(
      world.ownerUrl,
      `insert into views.checkpoints (ledger_id, view, version, build, part, position) values ($1, 'probe', 1, 1, 0, 2)`,
      [own],
    );
    world.write(ledgerId);
    world.write(ledgerId);
    await world.goesOn(10);
    const dump = await dumped();
    // Nothing in it hangs on the owner's name: it can be restored by another.
    expect(dump).not.toContain('FOR ROLE');
    await world.goesOn(10);
    const lines = await world.settle();
    const freshUrl = bookUrl(fresh);
    await query(freshUrl, dump);
    const [api, worker] = [
      { user: 'crash_api', password: 'crash_api' },
      { user: 'crash_worker', password: 'crash_worker' },
    ];
    await ensureLogins(freshUrl, { api, worker });

    const before = await finalLogOf(world.ownerUrl, ledgerId);
    const restored = await finalLogOf(freshUrl, ledgerId);
    expect(violationsOf(lines, [before])).toEqual([]);
    expect(restored.events.length).toBeGreaterThan(0);
    expect(restored.events).toEqual(before.events.slice(0, restored.head.position));
    expect(before.commands).toEqual(expect.arrayContaining([...restored.commands]));
    expect(await query(freshUrl, checkpoints)).toEqual(await query(world.ownerUrl, checkpoints));

    const asApi = new URL(freshUrl);
    Object.assign(asApi, { username: api.user, password: api.password });
    await opened(asApi.href, async (log) => {
      expect(await recorded(log, first, still, named)).toEqual(outcomes);
      expect(await log.append(reserving(own))).toMatchObject({ result: 'reserved' });
      const next = outcomeOf(await log.append(probe(ledgerId)));
      expect(next.position).toBe(restored.head.position + 1);
      expect(await wholeLog(log, ledgerId)).toHaveLength(next.position);
    });
    // What the roles may not do they may not do here either, and the log cannot be changed by anybody.
    await expect(query(asApi.href, 'delete from log.events')).rejects.toThrow('permission denied');
    await expect(query(freshUrl, 'delete from log.events')).rejects.toThrow('append-only');
    // A dump keeps the epoch; who restores it gives a new one, as RECOVERY.md says.
    expect(await ledgerEpochs(freshUrl)).toMatchObject(
      (await ledgerEpochs(world.ownerUrl)).map(({ ledgerId: id, epoch }) => ({ ledgerId: id, epoch })),
    );
    const [was] = (await ledgerEpochs(freshUrl)).filter(({ ledgerId: id }) => id === ledgerId);
    expect((await giveNewEpoch(freshUrl, ledgerId))?.epoch).not.toBe(was?.epoch);
  }, 90_000);
});
