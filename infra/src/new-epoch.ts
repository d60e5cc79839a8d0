import { Client } from 'pg';

export type LedgerEpoch = {
  readonly ledgerId: string;
  /** Part of every reader's cursor: a cursor of another epoch is worthless. */
  readonly epoch: string;
  /** Of its last event; 0 in an empty ledger. Exact below 2^53. */
  readonly position: number;
};

const columns = 'ledger_id as "ledgerId", epoch, position::float8';

/** Every ledger of the database, by id. `ownerUrl`: a login that may read the log. */
export const ledgerEpochs = (ownerUrl: string): Promise<readonly LedgerEpoch[]> =>
  asked(ownerUrl, `select ${columns} from log.ledgers order by ledger_id`, []);

/**
 * For a ledger that has lost its newest events (a standby that had not had them all was promoted, an old copy was put
 * back): from now on every cursor given out before answers that its reader must begin again, instead of passing over what
 * takes the lost positions. Waits for appends on their way. `ownerUrl`: the database's owner. Undefined: no such ledger.
 */
export const giveNewEpoch = async (ownerUrl: string, ledgerId: string): Promise<LedgerEpoch | undefined> => {
  const change = `update log.ledgers set epoch = gen_random_uuid() where ledger_id = $1 returning ${columns}`;
  return (await asked(ownerUrl, change, [ledgerId]))[0];
};

const asked = async (
  url: string,
  statement: string,
  values: readonly string[],
): Promise<readonly LedgerEpoch[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<LedgerEpoch>(statement, [...values])).rows;
  } finally {
    await client.end();
  }
};
