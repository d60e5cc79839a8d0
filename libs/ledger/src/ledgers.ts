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

/** Throws where there is no such ledger. */
export const epochOf = async (pool: Pool, ledgerId: string): Promise<string> => {
  const { rows } = await pool.query<{ epoch: string }>('select epoch from log.ledgers where ledger_id = $1', [
    ledgerId,
  ]);
  if (rows[0] === undefined) throw new Error(`there is no ledger ${ledgerId}`);
  return rows[0].epoch;
};
