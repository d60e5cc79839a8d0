import { setImmediate as immediately, setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';

/** Payload: the ledger id. Says only that there is something new to read. */
export const appendsChannel = 'dealtrail_log';

/** Payload: the ledger id. Says only that a view of it has come further. */
export const progressChannel = 'dealtrail_views';

export type Channel = typeof appendsChannel | typeof progressChannel;

export type Announcer = {
  readonly announce: (ledgerId: string) => void;
  readonly close: () => Promise<void>;
};

/** Between two announcements: a busy writer tells some six hundred times a second at most, and the first at once. */
const pauseMs = 1;

/**
 * NOTIFY takes a transaction of its own, whose loss harms nobody (whoever listens also polls): so it does not wait for
 * the disk.
 */
const text = `select set_config('synchronous_commit', 'off', true), pg_notify($1, ledger_id)
  from unnest($2::text[]) ledger_id`;

/**
 * Tells listeners after the commit, never inside it: NOTIFY in an appending transaction takes a lock of the whole database
 * at commit (32 writers fell from 10,000 to 2,000 appends a second). One at a time; what happens meanwhile is told in one.
 */
export const openAnnouncer = (pool: Pool, channel: Channel): Announcer => {
  const untold = new Set<string>();
  let telling: Promise<void> | undefined;

  const tell = async (): Promise<void> => {
    // Whoever waited for the append is answered first.
    await immediately();
    while (untold.size > 0) {
      const ledgerIds = [...untold];
      untold.clear();
      try {
        await pool.query({ name: 'log.announce', text, values: [channel, ledgerIds] });
      } catch {
        // Lost: that makes delivery late, never absent.
      }
      await sleep(pauseMs);
    }
    telling = undefined;
  };

  return {
    announce: (ledgerId) => {
      untold.add(ledgerId);
      telling ??= tell();
    },
    close: async () => {
      await telling;
    },
  };
};
