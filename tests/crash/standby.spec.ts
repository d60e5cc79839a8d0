import { afterEach, describe, expect, test } from '@jest/globals';
import { giveNewEpoch } from '@dealtrail/infra/new-epoch';
import { acmeCase, acmeSource } from '../support/acme.ts';
import { ask, startApi } from '../support/server.ts';
import { openProxy } from './proxy.ts';
import { runTakeover } from './run-takeover.ts';
import { primarySettings, promote, standbyOf, untilStandbyIs } from './standby.ts';
import { bookUrl, openWorld } from './world.ts';

describe('A standby that takes over', () => {
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  test('has every acknowledged event at its place, where it is synchronous, and the writers go on with it', async () => {
    const { violations, events } = await runTakeover();
    expect(violations).toEqual([]);
    expect(events).toBeGreaterThan(50);
  }, 120_000);

  test('may lack the newest events where it is not; a new epoch tells every subscriber', async () => {
    const world = await openWorld(primarySettings);
    ends.push(world.remove);
    const replication = await openProxy(world.server.port);
    ends.push(replication.close);
    const standby = await standbyOf(world.server, replication.port);
    ends.push(standby.remove);
    const api = await startApi({ ...world, workerUrl: '', drop: world.remove });
    ends.push(api.stop);
    const changes = (offset: string) =>
      ask<{ nextOffset: string; items: unknown[] }>(`${api.url}/v1/changes/events?offset=${offset}`);
    const source = (id: string) => ({
      ...acmeSource,
      sourceId: `source_${id}`,
      url: `https://example.com/${id}`,
    });
    for (const [name, body] of acmeCase) await ask(`${api.url}/v1/commands/${name}`, { body });
    const kept = (await changes('start')).body;
    await untilStandbyIs(world.server, 'async');

    await replication.close();
    const late = await ask(`${api.url}/v1/commands/RegisterSource`, { body: source('lost') });
    expect(late.status).toBe(201);
    const ahead = (await changes('start')).body;
    expect(ahead.items).toHaveLength(kept.items.length + 1);

    await world.server.kill();
    await promote(standby);
    const given = await giveNewEpoch(bookUrl(standby), 'main');
    expect(given?.position).toBe(kept.items.length);
    world.proxy.leadTo(standby.port);
    const other = await ask(`${api.url}/v1/commands/RegisterSource`, { body: source('other') });
    expect(other.body['position']).toBe(late.body['position']);
    // It was not stopped: what it remembers of the lost future is forgotten.
    const again = await ask(`${api.url}/v1/commands/RegisterSource`, { body: source('lost') });
    expect(again).toMatchObject({ status: 201, body: { version: 1 } });
    for (const { nextOffset } of [ahead, kept])
      expect(await changes(nextOffset)).toMatchObject({ status: 409, body: { code: 'MUST_REFETCH' } });
    expect((await changes('start')).body.items).toHaveLength(ahead.items.length + 1);
  }, 120_000);
});
