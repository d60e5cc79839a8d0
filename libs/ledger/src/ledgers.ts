import type { Head } from '@dealtrail/event-sourcing/log';
import type { Pool } from 'pg';

export type Ledger = {
  readonly ledgerId: string;
  /** Changes when the ledger is restored from a backup: cursors carry it, and one of another epoch is worthless. */
  readonly epoch: string;
};

/** Every ledger of the database, by id. */
export const ledgersOf = async (pool: Pool): Promise<readonly Ledger[]> => {
  const { rows } = await pool.query<{ ledger_id: string; epoch: string }>(
    'select ledger_id, epoch from log.ledgers order by ledger_id',
  );
  return rows.map((row) => ({ ledgerId: row.ledger_id, epoch: row.epoch }));
};

/** Where a ledger stands, and in which epoch: both in one look, so that they belong together. */
export type Standing = Head & { readonly epoch: string };

/** Throws where there is no such ledger. */
export const standingOf = async (pool: Pool, ledgerId: string): Promise<Standing> => {
  const { rows } = await pool.query<{ epoch: string; position: number; recorded_at: string | null }>(
    'select epoch, position, recorded_at from log.ledgers where ledger_id = $1',
    [ledgerId],
  );
  if (rows[0] === undefined) throw new Error(`there is no ledger ${ledgerId}`);
  const { epoch, position, recorded_at: recordedAt } = rows[0];
  return { epoch, position, recordedAt };
};
