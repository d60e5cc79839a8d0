import { openInMemoryLog } from '@dealtrail/ledger/in-memory-log';
import { eventLogReadsContract } from './event-log-reads.contract.ts';
import { eventLogContract } from './event-log.contract.ts';
import type { LogUnderTest } from './event-log.contract.ts';

const ledgerIds = Array.from({ length: 100 }, (_, index) => `probe-${String(index)}`);

const numbered = (log: LogUnderTest['log']): LogUnderTest => {
  const unused = [...ledgerIds];
  return { log, newLedger: () => Promise.resolve(unused.pop() ?? ''), close: () => Promise.resolve() };
};

const inMemory = () => Promise.resolve(numbered(openInMemoryLog({ ledgerIds })));
const overlay = () => Promise.resolve(numbered(openInMemoryLog({ base: openInMemoryLog({ ledgerIds }) })));

eventLogContract('The log in memory', inMemory);
eventLogReadsContract('The log in memory', inMemory);
eventLogContract('The log in memory over another', overlay);
eventLogReadsContract('The log in memory over another', overlay);
