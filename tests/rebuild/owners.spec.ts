import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { buildByJob } from '@dealtrail/ledger/builds';
import type { Build } from '@dealtrail/ledger/builds';
import { foldPart } from '@dealtrail/ledger/fold-part';
import { idleParts } from '@dealtrail/ledger/unfinished-builds';
import { randomFrom } from '../crash/random.ts';
import { ledgerId, openProbeHouse, view } from './probe-house.ts';
import type { ProbeHouse } from './probe-house.ts';

const events = 400;
/** Of a machine that has other things to do. */
const timeoutMs = 90_000;

describe('The owner of a part', () => {
  let house: ProbeHouse;
  beforeEach(async () => {
    house = await openProbeHouse();
    await house.append(randomFrom(7), events);
  });
  afterEach(() => house.close());

  const job = async (jobId: string): Promise<Build> => {
    const build = await buildByJob(house.api, ledgerId, jobId);
    if (build === undefined) throw new Error(`no job ${jobId}`);
    return build;
  };
  const epochs = async (): Promise<readonly number[]> => {
    const { rows } = await house.owner.query<{ epoch: number }>(
      'select epoch from views.checkpoints where part > 0 and build = 2 order by part',
    );
    return rows.map(({ epoch }) => epoch);
  };
  const served = (build: number) =>
    house.until(`build ${String(build)} serves`, async () => {
      const { rows } = await house.owner.query(
        `select from views.builds where build = $1 and stage = 'serving'`,
        [build],
      );
      return rows.length === 1;
    });
  const firstServes = async () => {
    const first = house.builder({ leaseMs: 2_000 });
    await served(1);
    first.signal('SIGTERM');
    await first.ended;
  };

  test(
    'asleep past its lease is taken over from within seconds, and writes nothing when it wakes up',
    async () => {
      await firstServes();
      const jobId = await house.request(1);
      const asleep = house.builder({ msPerEvent: 5 });
      await house.until('some is folded', async () => (await job(jobId)).eventsFolded > 20);
      asleep.signal('SIGSTOP');
      house.builder();
      await served(2);
      const taken = await epochs();
      asleep.signal('SIGCONT');
      await house.until('it has heard', () =>
        Promise.resolve(JSON.stringify(asleep.lines).includes('"lost"')),
      );
      expect(await epochs()).toEqual(taken);
      expect(await house.differences(2)).toEqual([]);
    },
    timeoutMs,
  );

  test(
    'asleep in the middle of a transaction holds the others up for seconds, and its writes are lost',
    async () => {
      await firstServes();
      // The first statement of rows takes its time, so that its process can be stopped while the transaction is open.
      await house.owner.query(`
      create sequence views.slow_once; grant usage on sequence views.slow_once to dealtrail_worker;
      create function views.slowly() returns trigger language plpgsql as $$
        begin if nextval('views.slow_once') = 1 then perform pg_sleep(1); end if; return null; end $$;
      create trigger slowly after insert on views.probe_v1 for each statement execute function views.slowly()`);
      await house.request(1);
      const asleep = house.builder();
      await house.until('it is in a transaction', async () => {
        const { rows } = await house.owner.query(
          `select from pg_stat_activity where application_name = 'probe-builder' and wait_event = 'PgSleep'`,
        );
        return rows.length === 1;
      });
      asleep.signal('SIGSTOP');
      house.builder();
      await served(2);
      asleep.signal('SIGCONT');
      expect(await house.differences(2)).toEqual([]);
    },
    timeoutMs,
  );

  test(
    'meets an event that cannot be folded: its build stands still there, and the one that serves goes on',
    async () => {
      await firstServes();
      const jobId = await house.request(3);
      const poison = {
        ...view,
        evolve: (state: unknown, event: Parameters<typeof view.evolve>[1]) => {
          if (event.position === 300 || event.position > 395) throw new Error('not known here');
          return view.evolve(state as Parameters<typeof view.evolve>[0], event);
        },
        rewrites: () => false,
      };
      const ends = [];
      for (const part of await idleParts(house.worker, [poison]))
        ends.push(await foldPart({ pool: house.worker, log: house.log }, part));
      expect(ends).toContain('failed');
      const stands = await job(jobId);
      expect(stands).toMatchObject({ state: 'failed', switchedAt: null });
      expect(stands.error).toMatch(/^position \d+, event [0-9a-f-]{36}: not known here$/);
      expect(await house.request(3)).toBe(jobId);
      expect(await job(jobId)).toMatchObject({ state: 'folding', error: null });
      house.builder();
      await house.append(randomFrom(8), 10);
      await served(2);
    },
    timeoutMs,
  );

  test(
    'meets a row that its table does not take: the event to blame is named',
    async () => {
      await firstServes();
      await house.owner.query('alter table views.probe_index_v1 add check (build = 1 or sum < 40) not valid');
      const jobId = await house.request(2);
      house.builder();
      await house.until('it fails', async () => (await job(jobId)).state === 'failed');
      expect((await job(jobId)).error).toMatch(/^position \d+: .*check constraint/);
      await house.owner.query('alter table views.probe_index_v1 drop constraint probe_index_v1_check');
      await house.request(2);
      await served(2);
      expect(await house.differences(2)).toEqual([]);
    },
    timeoutMs,
  );

  test(
    'does not notice a hole in the log; whoever joins the parts does',
    async () => {
      await firstServes();
      await house.owner.query('alter table log.events disable trigger events_are_immutable');
      await house.owner.query('delete from log.events where position = 250');
      const jobId = await house.request(3);
      house.builder();
      await house.until('it fails', async () => (await job(jobId)).state === 'failed');
      expect((await job(jobId)).error).toBe('the log has 399 events up to position 400: some are missing');
    },
    timeoutMs,
  );
});
