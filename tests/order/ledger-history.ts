import { groupBy } from './group-by.ts';
import type { Answer, Call, Entry, FinalLog, Page, Said } from './history.ts';

/** A call and what came of it. */
export type Attempt = {
  readonly call: Call;
  readonly said: Said;
  /** Infinity: nobody heard its end. */
  readonly endedAtUs: number;
};

/** All that concerns one ledger. */
export type LedgerHistory = {
  readonly final: FinalLog;
  readonly attempts: readonly Attempt[];
  /** Each reader's pages as they were asked for. */
  readonly readers: readonly (readonly Page[])[];
};

export type Sorted = {
  readonly ledgers: readonly LedgerHistory[];
  /** What cannot be sorted: such a history shows nothing. */
  readonly malformed: readonly Entry[];
};

/** Sorts the entries of a history, which may come in any order, except that each reader's pages come in theirs. */
export const sortHistory = (entries: readonly Entry[]): Sorted => {
  const malformed: Entry[] = [];
  const answers = new Map<string, Answer>();
  const calls = new Map<string, Call>();
  const pages: Page[] = [];
  const finals = new Map<string, FinalLog>();
  const add = <Kept extends Entry>(to: Map<string, Kept>, key: string, entry: Kept): void => {
    if (to.has(key)) malformed.push(entry);
    to.set(key, entry);
  };
  for (const entry of entries) {
    switch (entry.entry) {
      case 'call':
        add(calls, entry.call, entry);
        break;
      case 'answer':
        add(answers, entry.call, entry);
        break;
      case 'page':
        pages.push(entry);
        break;
      case 'final':
        add(finals, entry.ledgerId, entry);
        break;
    }
  }
  for (const answer of answers.values()) {
    const call = calls.get(answer.call);
    if (call === undefined || call.startedAtUs > answer.endedAtUs) malformed.push(answer);
  }
  for (const of of [...calls.values(), ...pages]) if (!finals.has(of.ledgerId)) malformed.push(of);
  const byLedger = groupBy(calls.values(), ({ ledgerId }) => ledgerId);
  const pagesOf = groupBy(pages, ({ ledgerId }) => ledgerId);
  return {
    malformed,
    ledgers: [...finals.values()].map((final) => ({
      final,
      attempts: (byLedger.get(final.ledgerId) ?? []).map((call) => attemptOf(call, answers.get(call.call))),
      readers: [...groupBy(pagesOf.get(final.ledgerId) ?? [], ({ reader }) => reader).values()],
    })),
  };
};

const attemptOf = (call: Call, answer: Answer | undefined): Attempt => ({
  call,
  said: answer?.said ?? { result: 'unknown', error: 'no answer' },
  endedAtUs: answer?.endedAtUs ?? Number.POSITIVE_INFINITY,
});
