import type { NewEvent, StoredEvent } from './event.ts';

/** Something that must hold when the append commits; checked inside its transaction, never by a read before it. */
export type Requirement =
  | { readonly kind: 'streamExists'; readonly streamId: string }
  | { readonly kind: 'streamAt'; readonly streamId: string; readonly version: number }
  | { readonly kind: 'free'; readonly scope: string; readonly key: string };

/** A name that at most one stream of a ledger may hold. */
export type Reservation = { readonly scope: string; readonly key: string };

export type Append = {
  readonly ledgerId: string;
  readonly streamId: string;
  /** The version the decision was made on; 0: the stream does not exist. `any`: at whatever version it is by then. */
  readonly expectedVersion: number | 'any';
  readonly commandId: string;
  /** SHA-256 (hex) of the request in canonical JSON: tells the same request from another under the same command id. */
  readonly fingerprint: string;
  /** Undefined: nothing changed, only the command's outcome is kept, so that asking again gives the first answer. */
  readonly event?: NewEvent;
  readonly requires: readonly Requirement[];
  readonly reserves: readonly Reservation[];
  readonly releases: readonly Reservation[];
  /** The log's lineage before that was read which this was decided on. Left out: it was decided on nothing that was read. */
  readonly readIn?: number;
};

/** What became of a command, kept under its id. `event` is absent where the command changed nothing. */
export type CommandOutcome = {
  readonly commandId: string;
  readonly fingerprint: string;
  readonly streamId: string;
  /** Of the stream after the command. */
  readonly version: number;
  /** Of the stream's last event after the command. */
  readonly position: number;
  readonly recordedAt: string;
  readonly event?: { readonly eventId: string; readonly type: string };
};

export type AppendResult =
  | { readonly result: 'appended'; readonly outcome: CommandOutcome }
  /** The command id was seen with the same fingerprint: its first outcome. */
  | { readonly result: 'replayed'; readonly outcome: CommandOutcome }
  | { readonly result: 'commandIdReused' }
  /** The log is of another lineage than `readIn`: nothing was judged or written. Read again, decide again. */
  | { readonly result: 'replaced' }
  | { readonly result: 'versionConflict'; readonly version: number }
  | { readonly result: 'requirementFailed'; readonly requirement: Requirement }
  | { readonly result: 'reserved'; readonly reservation: Reservation; readonly holder: string };

export type Head = {
  readonly position: number;
  /** null in an empty ledger. */
  readonly recordedAt: string | null;
};

export type LogPage = {
  /** Exclusive. */
  readonly after: number;
  /** Inclusive; default: the head. */
  readonly upTo?: number;
  readonly limit: number;
  readonly types?: readonly string[];
  readonly streamId?: string;
};

/** The port to the event log. Every adapter keeps the one contract in tests/contracts. */
export type EventLog = {
  /**
   * Rises where the log may lack what was read of it before: another server answers (a standby that was promoted, a copy
   * that was put back), or the same one after a new start. Known from the last append; 0 until the first.
   */
  readonly lineage: () => number;
  /** `dryRun`: judged in full, nothing is written; positions and times in the outcome are what they would have been. */
  readonly append: (append: Append, options?: { readonly dryRun: boolean }) => Promise<AppendResult>;
  readonly findCommand: (ledgerId: string, commandId: string) => Promise<CommandOutcome | undefined>;
  /** Oldest first; `upTo`: only events at or before that position. Empty when there is no such stream. */
  readonly readStream: (ledgerId: string, streamId: string, upTo?: number) => Promise<readonly StoredEvent[]>;
  readonly readStreams: (
    ledgerId: string,
    streamIds: readonly string[],
    upTo?: number,
  ) => Promise<readonly StoredEvent[]>;
  /** Forward by position. Without filters a page has no hole: a hole is a bug and throws. */
  readonly readPage: (ledgerId: string, page: LogPage) => Promise<readonly StoredEvent[]>;
  readonly readEvent: (ledgerId: string, eventId: string) => Promise<StoredEvent | undefined>;
  /** The stream that holds each of the names now, undefined where none does. To rely on it, require it in the append. */
  readonly holders: (
    ledgerId: string,
    names: readonly Reservation[],
  ) => Promise<readonly (string | undefined)[]>;
  /** A ledger that does not exist throws. */
  readonly head: (ledgerId: string) => Promise<Head>;
  /**
   * The largest position recorded at or before the instant (RFC 3339 with offset), 0 when none is.
   * An instant later than the head waits for appends in flight. 'future': later than both the clock and the head.
   */
  readonly positionAt: (ledgerId: string, instant: string) => Promise<number | 'future'>;
  /** recordedAt of a position; null for 0. */
  readonly recordedAt: (ledgerId: string, position: number) => Promise<string | null>;
};
