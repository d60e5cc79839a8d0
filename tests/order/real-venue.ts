import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { TestDatabase } from '../support/database.ts';
import { openClients } from './clients.ts';
import { finalLog } from './final-log.ts';
import type { Venue } from './run-scenario.ts';

const processes = 3;
/** Disturbances keep a connection each. */
const connectionsMax = 20;

/**
 * `SlowlyAdded` events hold their transaction open between their write and its commit, wherever they are written; and a
 * table that has nothing to do with the log, for transactions that lock its rows.
 */
const furniture = `
  create schema beside;
  create table beside.rows (id integer primary key, touched integer not null default 0);
  insert into beside.rows select generate_series(1, 4);
  create function beside.dawdle() returns trigger language plpgsql as $$
  begin
    perform pg_sleep((new.payload ->> 'slowMs')::float8 / 1000);
    return null;
  end
  $$;
  create constraint trigger dawdle after insert on log.events deferrable initially deferred
    for each row when (new.type = 'SlowlyAdded') execute function beside.dawdle();
`;

/** Several processes on one database, with transactions of others in it and beside it. */
export const openRealVenue = async (database: TestDatabase) => {
  const elsewhere = new URL(database.ownerUrl);
  elsewhere.pathname = '/postgres';
  const here = new pg.Pool({ connectionString: database.ownerUrl, max: connectionsMax });
  const there = new pg.Pool({ connectionString: elsewhere.href, max: connectionsMax });
  await here.query(furniture);
  const clients = await openClients(database.apiUrl, processes);
  const venue: Venue = {
    newLedgers: async (count) => {
      const ledgerIds = Array.from({ length: count }, () => `order-${randomBytes(8).toString('hex')}`);
      await here.query('insert into log.ledgers (ledger_id) select unnest($1::text[])', [ledgerIds]);
      return ledgerIds;
    },
    start: clients.start,
    disturb: async (disturbance, ledgerIds) => {
      switch (disturbance.kind) {
        case 'longSnapshot':
          return await held(here, 'begin isolation level repeatable read', 'select count(*) from log.events');
        case 'openWriteHere':
          return await held(
            here,
            'begin',
            'select from beside.rows for share',
            'insert into beside.rows values (100 + txid_current() % 1000000000)',
          );
        case 'openWriteElsewhere':
          return await held(there, 'begin', 'select txid_current()');
        case 'headLocked':
          return lockHead(here, ledgerIds[disturbance.ledger] ?? '', disturbance.afterMs, disturbance.ms);
      }
    },
    final: (ledgerId) => finalLog(here, ledgerId),
  };
  const close = async (): Promise<void> => {
    await clients.close();
    await here.end();
    await there.end();
  };
  return { venue, close };
};

/** A transaction that stays open until its end is called for. */
const held = async (pool: pg.Pool, ...statements: readonly string[]): Promise<() => Promise<void>> => {
  const client = await pool.connect();
  for (const statement of statements) await client.query(statement);
  return async () => {
    await client.query('commit');
    client.release();
  };
};

const lockHead = (pool: pg.Pool, ledgerId: string, afterMs: number, ms: number): (() => Promise<void>) => {
  const locking = async (): Promise<void> => {
    await sleep(afterMs);
    const client = await pool.connect();
    await client.query('begin');
    await client.query('select from log.ledgers where ledger_id = $1 for update', [ledgerId]);
    await client.query('select pg_sleep($1)', [ms / 1_000]);
    await client.query('commit');
    client.release();
  };
  const locked = locking();
  return () => locked;
};
