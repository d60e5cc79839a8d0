import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acmeSource } from '../support/acme.ts';
import { ask, startApi } from '../support/server.ts';
import type { Running } from '../support/server.ts';
import { query } from './own-server.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

const callers = 24;
/** Commands that must be recorded after each fault: it has recovered, by itself. */
const recordedBetween = 60;
const progressMsMax = 60_000;
const pauseMs = 50;

type Told = { readonly status: number; readonly retryAfter: string | null };

/** Callers of one api process, each of whom sends a command until it is recorded, then the next. */
const openCallers = (api: Running) => {
  const told: Told[] = [];
  const recorded = new Map<string, number>();
  const asked = new Set<string>();
  let isStopping = false;
  const caller = async (nth: number): Promise<void> => {
    for (let count = 0; !isStopping;) {
      const id = `${String(nth)}-${String(count)}`;
      asked.add(id);
      const body = { ...acmeSource, sourceId: `source_${id}`, url: `https://example.com/${id}` };
      const answer = await ask<{ position: number }>(`${api.url}/v1/commands/RegisterSource`, {
        body,
        headers: { 'idempotency-key': id },
      });
      told.push({ status: answer.status, retryAfter: answer.headers.get('retry-after') });
      if (answer.status === 201) {
        recorded.set(id, answer.body.position);
        count += 1;
      } else await sleep(pauseMs);
    }
  };
  const calling = Promise.all(Array.from({ length: callers }, (_, nth) => caller(nth)));
  const goesOn = async (more: number): Promise<void> => {
    const wanted = recorded.size + more;
    const deadline = Date.now() + progressMsMax;
    while (recorded.size < wanted) {
      if (Date.now() > deadline)
        throw new Error(`only ${String(recorded.size)} of ${String(wanted)} recorded`);
      await sleep(pauseMs);
    }
  };
  const stop = async (): Promise<void> => {
    isStopping = true;
    await calling;
  };
  return { told, recorded, asked, goesOn, stop };
};

describe('An api process whose PostgreSQL fails under it', () => {
  let world: World;
  let api: Running;
  beforeAll(async () => {
    world = await openWorld();
    api = await startApi({ ...world, workerUrl: '', drop: world.remove });
  }, 120_000);
  afterAll(async () => {
    await api.stop();
    await world.remove();
  });

  test('answers every caller, or says when to ask again, loses and doubles nothing, and goes on without a restart', async () => {
    const { told, recorded, asked, goesOn, stop } = openCallers(api);
    const faults: readonly (() => unknown)[] = [
      () => {
        world.proxy.cutAll();
      },
      () =>
        query(
          world.ownerUrl,
          `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'crash_api'`,
        ),
      () => world.server.kill().then(() => world.server.start()),
      () => world.proxy.close().then(() => world.proxy.open()),
      () => {
        world.proxy.cutAfter('down', 2_000);
      },
      () => world.server.stop().then(() => world.server.start()),
      () => {
        world.proxy.cutAfter('up', 5_000);
      },
    ];
    for (const fault of faults) {
      await goesOn(recordedBetween);
      await fault();
    }
    await goesOn(recordedBetween);
    await stop();

    const strange = told.filter(
      ({ status, retryAfter }) => status !== 201 && !(status === 503 && Number(retryAfter) >= 1),
    );
    expect(strange).toEqual([]);
    expect(told.some(({ status }) => status === 503)).toBe(true);
    const events = await query<{ command_id: string; position: number }>(
      world.ownerUrl,
      'select command_id, position::integer from log.events order by position',
    );
    const inLog = new Map(events.map((event) => [event.command_id, event.position]));
    expect(inLog.size).toBe(events.length);
    for (const [id, position] of recorded) expect([id, inLog.get(id)]).toEqual([id, position]);
    expect(events.filter(({ command_id: id }) => !asked.has(id))).toEqual([]);
    expect([api.process.exitCode, api.process.signalCode]).toEqual([null, null]);
  }, 180_000);
});
