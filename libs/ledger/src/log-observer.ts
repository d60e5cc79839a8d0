/** What a group commit came to, for metrics and traces. Times are in milliseconds. */
export type GroupWritten = {
  readonly ledgerId: string;
  /** Appends in the group. */
  readonly count: number;
  /** New events among them. */
  readonly appended: number;
  /** How long the oldest of the group was in the queue. */
  readonly waitedMs: number;
  /** From sending the group to its answer: it is on the disk then. */
  readonly writeMs: number;
  /** How long the server waited for the ledger's head row. */
  readonly headLockMs: number;
};

export type LogObserver = (written: GroupWritten) => void;
