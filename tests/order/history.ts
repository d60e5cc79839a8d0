/**
 * What was asked of a log and what it answered, as those who asked saw it, and what plain SQL found in the end. Nothing
 * here knows the library: a checker that shared code with what it checks would share its mistakes.
 *
 * Entries are plain JSON, one a line. Instants are microseconds of the machine's monotonic clock, which all processes
 * of one machine share: rounded down where something starts and up where it ends, so that what is said to have
 * happened before surely did. Positions and versions count from 1; 0 is before the first.
 */
export type Entry = Call | Answer | Page | FinalLog;

/** A name that at most one stream of a ledger may hold. */
export type Name = { readonly scope: string; readonly key: string };

export type Requirement =
  | { readonly kind: 'streamExists'; readonly streamId: string }
  | { readonly kind: 'streamAt'; readonly streamId: string; readonly version: number }
  | ({ readonly kind: 'free' } & Name);

/** One attempt to append. Sent again (after an unknown answer, say) it is another call of the same command. */
export type Call = {
  readonly entry: 'call';
  /** Unique in the history. */
  readonly call: string;
  /** Who asks. */
  readonly writer: string;
  readonly ledgerId: string;
  readonly streamId: string;
  readonly commandId: string;
  /** Hex. */
  readonly fingerprint: string;
  /** 'any': at whatever version the stream is. */
  readonly expectedVersion: number | 'any';
  /**
   * null: the command found that nothing changes; it then neither reserves nor releases. A call that is sent again may
   * keep its event id, but not outside of its batch.
   */
  readonly eventId: string | null;
  readonly requires: readonly Requirement[];
  readonly reserves: readonly Name[];
  readonly releases: readonly Name[];
  /** Calls of one batch go in one transaction: all of them in the order of their entries, or none. null: alone. */
  readonly batch: string | null;
  /** Judged in full, and nothing of it is written: what it is told is what would have been. Never in a batch. */
  readonly isDryRun: boolean;
  readonly startedAtUs: number;
};

/** What a caller is told of a command that is in the log. */
export type Told = {
  readonly streamId: string;
  readonly position: number;
  readonly version: number;
  /** RFC 3339 UTC with six digits. */
  readonly recordedAt: string;
  /** null: the command changed nothing; position, version and recordedAt are then those of its stream's last event. */
  readonly eventId: string | null;
};

/** A call without an answer (its process was killed, say) counts as unknown. */
export type Answer = {
  readonly entry: 'answer';
  readonly call: string;
  readonly endedAtUs: number;
  readonly said: Said;
};

export type Said =
  | { readonly result: 'appended' | 'replayed'; readonly told: Told }
  | { readonly result: 'versionConflict'; readonly version: number }
  | { readonly result: 'requirementFailed'; readonly requirement: Requirement }
  | { readonly result: 'reserved'; readonly name: Name; readonly holder: string }
  | { readonly result: 'commandIdReused' }
  /** Of a batch: not every one of it was new, so none was taken. */
  | { readonly result: 'notTogether' }
  /** Timed out or the connection was lost: it may or may not be written. */
  | { readonly result: 'unknown'; readonly error: string }
  /** Surely not written: the queue was full, or there was no connection to send it on. */
  | { readonly result: 'turnedAway'; readonly error: string };

export type SeenEvent = {
  readonly position: number;
  readonly eventId: string;
  readonly streamId: string;
  readonly version: number;
  readonly recordedAt: string;
  readonly commandId: string;
};

/** One page that a reader got. A reader's first page says where it starts, each next one goes on where the last ended. */
export type Page = {
  readonly entry: 'page';
  readonly reader: string;
  readonly ledgerId: string;
  /** Exclusive. */
  readonly after: number;
  readonly limit: number;
  readonly startedAtUs: number;
  readonly endedAtUs: number;
  readonly events: readonly SeenEvent[];
};

/** What plain SQL finds when all is over: one for each ledger of the history. */
export type FinalLog = {
  readonly entry: 'final';
  readonly ledgerId: string;
  readonly head: { readonly position: number; readonly recordedAt: string | null };
  /** By position. */
  readonly events: readonly SeenEvent[];
  /** Of every command that was accepted, whether it changed something or not. */
  readonly commands: readonly {
    readonly commandId: string;
    readonly fingerprint: string;
    /** Of the command's event, or where it changed nothing of its stream's last event then. */
    readonly position: number;
    readonly changed: boolean;
  }[];
  readonly reservations: readonly (Name & { readonly holder: string })[];
};
