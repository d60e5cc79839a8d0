import type { Call, Entry } from '../order/history.ts';

/** What a writing process is told to do. It goes on until SIGTERM, then finishes what it has begun. */
export type WritingInput = {
  readonly url: string;
  readonly ledgerId: string;
  /** Begins the names of its calls and commands. */
  readonly name: string;
  /** Callers that append at the same time. */
  readonly callers: number;
  /** Shared by all writers, so that some appends meet a conflict. */
  readonly streams: number;
  readonly payloadChars: number;
  /** Calls of a killed writer that never heard an answer: sent again, each command under its id. */
  readonly resend: readonly Call[];
  /** See ConnectSettings. Short, so that a test need not wait as long as production does. */
  readonly lockWaitMs: number;
  readonly idleInTransactionMs: number;
  readonly answerMs: number;
  readonly connectMs: number;
};

/** The log threw what nobody may expect of it. */
export type Broken = { readonly entry: 'broken'; readonly why: string };

/** A line of a writing process's output: its part of the history. */
export type Line = Entry | Broken;
