import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Append } from '@dealtrail/event-sourcing/log';
import { connect } from '@dealtrail/ledger/connect';
import { LogUnavailable } from '@dealtrail/ledger/log-unavailable';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import fc from 'fast-check';
import type { Pool } from 'pg';
import { ledgerMaker } from '../contracts/new-ledger.ts';
import { outcomeOf, probe, probeEvent, wholeLog } from '../contracts/probe.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { openProxy } from './proxy.ts';
import type { Proxy } from './proxy.ts';
import { seedOfThisRun } from './random.ts';

const seed = seedOfThisRun() | 0;
const groupMax = 60;

/** What the log lets through and PostgreSQL does not take. `taken`: the id of an event that is in the log. */
const poisons = {
  notJson: () => probeEvent('{"cut": '),
  tooDeep: () => probeEvent('['.repeat(200_000) + ']'.repeat(200_000)),
  outOfRange: () => ({ ...probeEvent(), schemaVersion: 2 ** 40 }),
  sameEvent: (taken: string) => ({ ...probeEvent(), eventId: taken }),
} as const satisfies Readonly<Record<string, (taken: string) => Append['event']>>;
type Poison = keyof typeof poisons;

const group = fc.array(fc.option(fc.constantFrom(...(Object.keys(poisons) as Poison[])), { freq: 4 }), {
  minLength: 1,
  maxLength: groupMax,
});

describe(`A request that PostgreSQL does not take (seed ${String(seed)})`, () => {
  let database: TestDatabase;
  let ledgers: ReturnType<typeof ledgerMaker>;
  let proxy: Proxy;
  let pool: Pool;
  let log: PostgresLog;
  beforeAll(async () => {
    database = await testDatabase();
    ledgers = ledgerMaker(database.ownerUrl);
    const url = new URL(database.apiUrl);
    proxy = await openProxy(Number(url.port));
    url.port = String(proxy.port);
    pool = connect({ url: url.href });
    log = openPostgresLog({ pool });
  });
  afterAll(async () => {
    await log.close();
    await pool.end();
    await proxy.close();
    await ledgers.close();
    await database.drop();
  });

  /** Asks again what is unavailable, as a client does. Undefined: refused for what it is. */
  const settled = async (append: Append): Promise<string | undefined> => {
    for (;;) {
      try {
        return outcomeOf(await log.append(append)).commandId;
      } catch (error) {
        if (!(error instanceof LogUnavailable)) return undefined;
      }
    }
  };

  const check = async (kinds: readonly (Poison | null)[], disturb: () => void): Promise<void> => {
    const ledgerId = await ledgers.newLedger();
    const first = probe(ledgerId);
    await log.append(first);
    const appends = kinds.map((kind) =>
      probe(ledgerId, kind === null ? {} : { event: poisons[kind](first.event?.eventId ?? randomUUID()) }),
    );
    const asked = Promise.all(appends.map(settled));
    disturb();
    const sound = appends.filter((_, index) => kinds[index] === null).map(({ commandId }) => commandId);
    expect((await asked).filter((id) => id !== undefined)).toEqual(sound);
    proxy.cutAfter('down', Infinity);
    const written = (await wholeLog(log, ledgerId)).slice(1).map(({ commandId }) => commandId);
    expect([...written].sort()).toEqual([...sound].sort());
  };

  test('never fails its neighbours, wherever it stands and however many there are', async () => {
    await fc.assert(
      fc.asyncProperty(group, (kinds) => check(kinds, () => undefined)),
      { seed, numRuns: 20 },
    );
  });

  test('nor when the connection is cut meanwhile', async () => {
    const bytes = fc.tuple(
      fc.constantFrom('up' as const, 'down' as const),
      fc.integer({ min: 1, max: 10_000 }),
    );
    await fc.assert(
      fc.asyncProperty(group, bytes, (kinds, [direction, count]) =>
        check(kinds, () => {
          proxy.cutAfter(direction, count);
        }),
      ),
      { seed, numRuns: 12 },
    );
  });
});
