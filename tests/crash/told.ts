import type { AppendResult } from '@dealtrail/event-sourcing/log';

/** What a writing process is told to do. It goes on until SIGTERM, then finishes what it has begun. */
export type WritingInput = {
  readonly url: string;
  readonly ledgerId: string;
  /** Begins its command ids. */
  readonly name: string;
  /** Callers that append at the same time. */
  readonly callers: number;
  /** Shared by all writers, so that some appends meet a conflict. */
  readonly streams: number;
  readonly payloadChars: number;
  /** Commands of a killed writer that never heard an answer: sent again under their ids. */
  readonly resend: readonly Sent[];
  /** See ConnectSettings. Short, so that a test need not wait as long as production does. */
  readonly lockWaitMs: number;
  readonly answerMs: number;
  readonly connectMs: number;
};

export type Sent = {
  readonly commandId: string;
  readonly streamId: string;
  readonly expectedVersion: number;
  readonly eventId: string;
};

/** What a writing process tells, a line of JSON each: before it asks the log, and when it has heard. */
export type Told =
  | { readonly told: 'call'; readonly call: string; readonly together: boolean; readonly commands: readonly Sent[] }
  /** A result for each command; none where they were to be written together or not at all, and were not. */
  | { readonly told: 'answer'; readonly call: string; readonly results: readonly AppendResult[] }
  | { readonly told: 'unavailable'; readonly call: string; readonly written: 'no' | 'unknown'; readonly why: string }
  /** The log threw what nobody may expect of it. */
  | { readonly told: 'broken'; readonly call: string; readonly why: string }
  /** A tailing reader, page by page: what it saw after which position. */
  | { readonly told: 'saw'; readonly after: number; readonly eventIds: readonly string[] };
