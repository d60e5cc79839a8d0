/** What may be wrong with a history. Every one is planted in faults.spec.ts. */
export const violationNames = [
  /** The history itself cannot be read: an answer without its call, a ledger without its end. */
  'malformed',
  'positionsNotDense',
  'headIsNotTheLastEvent',
  'recordedAtNotRising',
  'versionsNotDense',
  'eventIdTwice',
  'commandTwice',
  /** An event without its command's row, or a row without its event. */
  'commandNotWhole',
  /** In the log, and nobody asked for it so. */
  'nobodyAskedForIt',
  'refusedButPresent',
  /** In the log, and asked for only in a dry run. */
  'dryRunPresent',
  'acknowledgedButLost',
  /** The log holds the command otherwise than its caller was told. */
  'toldOtherwise',
  'replayDiffers',
  /** Seen, or acknowledged, before something with a lower position was even asked for. */
  'commitOrderBroken',
  'batchTornApart',
  'readerSawHole',
  'readerSawTwice',
  'readerSawOtherwise',
  'pageTooLong',
  /** What was acknowledged before the page was asked for, and had room on it, is not there. */
  'readerMissed',
  /** The event's version is not the expected one plus one. */
  'expectedVersionIgnored',
  'acceptedAgainstTheRules',
  /** At no moment between call and answer was the log in a state in which that is the answer. */
  'answerWithoutReason',
  'reservationsDiffer',
] as const;

export type Violation = {
  readonly name: (typeof violationNames)[number];
  readonly ledgerId: string;
  /** Entries of the history, or parts of them, that show it. */
  readonly evidence: readonly unknown[];
};

/** What the single checks give; the ledger is added where they are put together. */
export type Finding = Omit<Violation, 'ledgerId'>;

export const found = (name: Violation['name'], ...evidence: readonly unknown[]): Finding => ({
  name,
  evidence,
});
