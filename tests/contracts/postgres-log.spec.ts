import { connect } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import { testDatabase } from '../support/database.ts';
import { eventLogReadsContract } from './event-log-reads.contract.ts';
import { eventLogContract } from './event-log.contract.ts';
import type { LogUnderTest } from './event-log.contract.ts';
import { ledgerMaker } from './new-ledger.ts';

/** As the API runs it: with a login that is a member of dealtrail_api and nothing more. */
const open = async (): Promise<LogUnderTest> => {
  const database = await testDatabase();
  const ledgers = ledgerMaker(database.ownerUrl);
  const pool = connect({ url: database.apiUrl, role: 'dealtrail_api' });
  const log = openPostgresLog({ pool });
  return {
    log,
    newLedger: ledgers.newLedger,
    close: async () => {
      await log.close();
      await pool.end();
      await ledgers.close();
      await database.drop();
    },
  };
};

eventLogContract('The log on PostgreSQL', open);
eventLogReadsContract('The log on PostgreSQL', open);
