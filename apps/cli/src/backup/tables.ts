/** A table that a backup carries. Views are not among them: the worker builds them anew from the log. */
export type BackupTable = {
  readonly name: string;
  /** Read in this order, so that equal content gives equal bytes. */
  readonly order: string;
  /** The key of a table that a migrated database already has rows in: those rows give way or stay, as `onConflict` says. */
  readonly merge?: { readonly key: string; readonly onConflict: 'replace' | 'keep' };
};

/** In the order in which they can be restored: what is referred to comes first. */
export const backupTables: readonly BackupTable[] = [
  { name: 'log.ledgers', order: 'ledger_id', merge: { key: 'ledger_id', onConflict: 'replace' } },
  { name: 'log.events', order: 'ledger_id, position' },
  { name: 'log.quiet_commands', order: 'ledger_id, command_id' },
  { name: 'log.reservations', order: 'ledger_id, scope, key_digest' },
  { name: 'access.api_keys', order: 'ledger_id, id', merge: { key: 'id', onConflict: 'keep' } },
  { name: 'access.reads', order: 'ledger_id, at, key_id, method, url' },
];
