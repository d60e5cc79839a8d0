import { setImmediate as immediately, setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Pool } from 'pg';

/** Payload: the ledger id. Says only that there is something new to read. */
export const appendsChannel = 'dealtrail_log';

export type Announcer = {
  readonly announce: (ledgerId: string, appends: number) => void;
  readonly close: () => Promise<void>;
};

/** From one announcement to the next, for each append that it told of: a single one is told at once, a busy log less often. */
const pauseMsPerAppend = 1;
const longestPauseMs = 8;

/**
 * NOTIFY takes a transaction of its own, whose loss harms nobody (whoever listens also polls): so it does not wait for
 * the disk. As plain text, which costs both sides half of what a prepared pg_notify does.
 */
const textFor = (ledgerIds: readonly string[]): string =>
  [
    'set local synchronous_commit = off',
    ...ledgerIds.map((ledgerId) => `notify ${appendsChannel}, ${pg.escapeLiteral(ledgerId)}`),
  ].join('; ');

/**
 * Tells listeners after the commit, never inside it: NOTIFY in an appending transaction takes a lock of the whole database
 * at commit (32 writers fell from 10,000 to 2,000 appends a second). One at a time; what happens meanwhile is told in one.
 */
export const openAnnouncer = (pool: Pool): Announcer => {
  const untold = new Map<string, number>();
  let telling: Promise<void> | undefined;

  const tell = async (): Promise<void> => {
    // Whoever waited for the append is answered first.
    await immediately();
    while (untold.size > 0) {
      const ledgerIds = [...untold.keys()];
      const appends = [...untold.values()].reduce((sum, count) => sum + count, 0);
      untold.clear();
      try {
        await pool.query(textFor(ledgerIds));
      } catch {
        // Lost: that makes delivery late, never absent.
      }
      await sleep(Math.min(longestPauseMs, pauseMsPerAppend * appends));
    }
    telling = undefined;
  };

  return {
    announce: (ledgerId, appends) => {
      untold.set(ledgerId, (untold.get(ledgerId) ?? 0) + appends);
      telling ??= tell();
    },
    close: async () => {
      await telling;
    },
  };
};
