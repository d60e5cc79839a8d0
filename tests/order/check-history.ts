import { authorsOf } from './authors.ts';
import { checkCommands } from './check-commands.ts';
import { checkLog } from './check-log.ts';
import { checkBatches, checkCommitOrder } from './check-order.ts';
import { checkReaders } from './check-readers.ts';
import { checkReservations, checkVerdicts } from './check-verdicts.ts';
import type { Entry } from './history.ts';
import { sortHistory } from './ledger-history.ts';
import type { LedgerHistory } from './ledger-history.ts';
import { momentsOf } from './moments.ts';
import { found } from './violation.ts';
import type { Finding, Violation } from './violation.ts';

/** Everything that is wrong with a history; empty for what a log that keeps its word can have led to. */
export const checkHistory = (entries: readonly Entry[]): readonly Violation[] => {
  const { ledgers, malformed } = sortHistory(entries);
  if (malformed.length > 0) return [{ ...found('malformed', ...malformed), ledgerId: '' }];
  return ledgers.flatMap((history) =>
    checkLedger(history).map((finding) => ({ ...finding, ledgerId: history.final.ledgerId })),
  );
};

const checkLedger = (history: LedgerHistory): readonly Finding[] => {
  const authors = authorsOf(history);
  const moments = momentsOf(history, authors);
  return [
    ...checkLog(history.final),
    ...checkCommitOrder(history, authors, moments),
    ...checkBatches(history),
    ...checkReaders(history, moments),
    ...checkCommands(history, authors),
    ...checkVerdicts(history, authors, moments),
    ...checkReservations(history, authors),
  ];
};
