import { randomBytes } from 'node:crypto';
import { connect } from '@dealtrail/ledger/connect';

/** Makes ledgers as the owner of the database does. */
export const ledgerMaker = (ownerUrl: string) => {
  const pool = connect({ url: ownerUrl, connectionsMax: 1 });
  return {
    newLedger: async (): Promise<string> => {
      const ledgerId = `probe-${randomBytes(6).toString('hex')}`;
      await pool.query('insert into log.ledgers (ledger_id) values ($1)', [ledgerId]);
      return ledgerId;
    },
    close: () => pool.end(),
  };
};
