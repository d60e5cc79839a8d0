import type { Entry, Name, Requirement } from '../history.ts';

/** What a writer is to ask for once. */
export type Ask = {
  readonly streamId: string;
  readonly commandId: string;
  /** SHA-256 in hex. */
  readonly fingerprint: string;
  /** 'current': what the writer reads just before. */
  readonly expected: 'current' | 'any' | number;
  /** Nothing changes, where the stream is there. */
  readonly isQuiet: boolean;
  /** How long its transaction takes to commit, once everything is written. */
  readonly slowMs: number;
  readonly requires: readonly Requirement[];
  readonly reserves: readonly Name[];
  readonly releases: readonly Name[];
  /** The caller gives up after this and sends the command again. null: it waits. */
  readonly patienceMs: number | null;
  /** When sent again: with the same event id, or as decided anew with another. */
  readonly isSentAgainAsIs: boolean;
  /** Only asks what would come of it; where others of its step go in a batch it goes alone. */
  readonly isDryRun: boolean;
};

/** What a writer asks for at one time: side by side, or in one batch. It goes on when all are answered. */
export type Step = {
  readonly ledgerId: string;
  readonly pauseMs: number;
  readonly isBatch: boolean;
  /** Through a log whose queue is short, so that some are turned away. */
  readonly isNarrow: boolean;
  readonly asks: readonly Ask[];
};

export type WriterTask = { readonly do: 'write'; readonly writer: string; readonly steps: readonly Step[] };

export type ReaderTask = {
  readonly do: 'read';
  readonly reader: string;
  readonly ledgerId: string;
  /** Where it starts, as a share of the log as it is then. */
  readonly from: number;
  readonly limit: number;
  /** What it waits for at the end of the log. */
  readonly wakes: 'whenNotified' | 'toPoll';
};

export type Task = WriterTask | ReaderTask;

/** To a client process, one a line. A reader reads until it is told to stop, then up to the end. */
export type Order =
  { readonly id: number; readonly task: Task } | { readonly id: number; readonly stop: true };

/** From a client process, one a line. */
export type Reply =
  | { readonly id: number; readonly entries: readonly Entry[] }
  | { readonly id: number; readonly failed: string };
