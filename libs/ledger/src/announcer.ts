import { setImmediate as immediately, setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Pool } from 'pg';

/** Payload: the ledger id. Says only that there is something new to read. */
export const appendsChannel = 'dealtrail_log';

/** Payload: the ledger id. Says only that a view of it has come further. */
export const progressChannel = 'dealtrail_views';

export type Channel = typeof appendsChannel | typeof progressChannel;

export type Announcer = {
  /** `count`: appends, or pages of a view. */
  readonly announce: (ledgerId: string, count: number) => void;
  readonly close: () => Promise<void>;
};

/** From one announcement to the next, for each append or page that it told of: a single one is told at once, a busy log less often. */
const pauseMsEach = 1;
const longestPauseMs = 8;

/**
 * NOTIFY takes a transaction of its own, whose loss harms nobody (whoever listens also polls): so it does not wait for
 * the disk. As plain text, which costs both sides half of what a prepared pg_notify does.
 */
const textFor = (channel: Channel, ledgerIds: readonly string[]): string =>
  [
    'set local synchronous_commit = off',
    ...ledgerIds.map((ledgerId) => `notify ${channel}, ${pg.escapeLiteral(ledgerId)}`),
  ].join('; ');

/**
 * Tells listeners after the commit, never inside it: NOTIFY in an appending transaction takes a lock of the whole database
 * at commit (32 writers fell from 10,000 to 2,000 appends a second). One at a time; what happens meanwhile is told in one.
 */
export const openAnnouncer = (pool: Pool, channel: Channel): Announcer => {
  const untold = new Map<string, number>();
  let telling: Promise<void> | undefined;

  const tell = async (): Promise<void> => {
    // Whoever waited for the append is answered first.
    await immediately();
    while (untold.size > 0) {
      const ledgerIds = [...untold.keys()];
      const count = [...untold.values()].reduce((sum, each) => sum + each, 0);
      untold.clear();
      try {
        await pool.query(textFor(channel, ledgerIds));
      } catch {
        // Lost: that makes delivery late, never absent.
      }
      await sleep(Math.min(longestPauseMs, pauseMsEach * count));
    }
    telling = undefined;
  };

  return {
    announce: (ledgerId, count) => {
      untold.set(ledgerId, (untold.get(ledgerId) ?? 0) + count);
      telling ??= tell();
    },
    close: async () => {
      await telling;
    },
  };
};
