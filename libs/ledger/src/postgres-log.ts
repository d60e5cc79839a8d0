import type { Append, CommandOutcome, EventLog } from '@dealtrail/event-sourcing/log';
import type { Pool } from 'pg';
import { appendsChannel, openAnnouncer } from './announcer.ts';
import { writeGroup } from './append-sql.ts';
import type { GroupAnswer } from './append-sql.ts';
import { encodeGroup } from './encode-group.ts';
import { appendTogether, payloadCharsMax } from './append-together.ts';
import { orUnavailable } from './as-unavailable.ts';
import { checkAppend } from './check-append.ts';
import { openGroupCommit } from './group-commit.ts';
import type { LogObserver } from './log-observer.ts';
import { findCommands, postgresReads } from './postgres-reads.ts';
import { isOfAnother, onConnection, openLineages } from './lineage.ts';
import type { Met } from './lineage.ts';

/** What was measured for these three stands in infra/decisions/0013-the-append-path.md. */
const groupCountMax = 128;
const flushersMax = 2;
const shareMin = 32;
const waitingMaxDefault = 10_000;

export type PostgresLogSettings = {
  /** From `connect`, acting as dealtrail_api (or the owner). At least two connections, so that reads do not wait for appends. */
  readonly pool: Pool;
  /** Appends that may wait per ledger; more are turned away with LogOverloaded. */
  readonly waitingMax?: number;
  /** Told of each group after it was answered. */
  readonly observe?: LogObserver;
};

export type PostgresLog = EventLog &
  ManyAtOnce & {
    /** Appends that wait now, of all ledgers. */
    readonly queueDepth: () => number;
    /** Meets the server, so that what is decided first need not be decided again for that. */
    readonly meet: () => Promise<void>;
    /** Waits for what is queued; leaves the pool to its owner. */
    readonly close: () => Promise<void>;
  };

/** For who has many commands in hand: fewer ways to the database and back. */
export type ManyAtOnce = {
  /**
   * In their order, in one transaction: all of them, or none (undefined) where the log does not take every one as new.
   * One that throws may or may not have been written.
   */
  readonly appendTogether: (
    ledgerId: string,
    appends: readonly Append[],
  ) => Promise<readonly CommandOutcome[] | undefined>;
  /** The outcomes of those command ids that were seen. */
  readonly findCommands: (
    ledgerId: string,
    commandIds: readonly string[],
  ) => Promise<readonly CommandOutcome[]>;
};

/**
 * The event log on PostgreSQL. An append that throws (a lost connection, say) may or may not have been written: send it
 * again under its command id and it is written once.
 */
export const openPostgresLog = ({ pool, waitingMax, observe }: PostgresLogSettings): PostgresLog => {
  const announcer = openAnnouncer(pool, appendsChannel);
  const lineages = openLineages(pool);
  const commits = openGroupCommit({
    write: async (ledgerId, group, isDryRun) => {
      const encoded = encodeGroup(ledgerId, group, isDryRun);
      const answer = await onConnection(lineages, async (met) =>
        group.some((append) => isOfAnother(met.lineage, append))
          ? await writeRest(met, { ledgerId, group, isDryRun })
          : await writeGroup(met.client, met.types, encoded),
      );
      const appended = answer.results.filter(({ result }) => result === 'appended').length;
      if (!isDryRun && appended > 0) announcer.announce(ledgerId, appended);
      return answer;
    },
    limits: { countMax: groupCountMax, payloadCharsMax, looksMax: 4 * groupCountMax },
    flushersMax,
    shareMin,
    waitingMax: waitingMax ?? waitingMaxDefault,
    ...(observe === undefined ? {} : { observe }),
  });
  return {
    ...postgresReads(pool),
    lineage: lineages.current,
    append: async (append, options) => {
      checkAppend(append);
      return await commits.append(append, options?.dryRun ?? false);
    },
    appendTogether: async (ledgerId, appends) => {
      for (const append of appends) checkAppend(append);
      const outcomes = await orUnavailable(appendTogether(lineages, ledgerId, appends));
      if (outcomes !== undefined && outcomes.length > 0) announcer.announce(ledgerId, outcomes.length);
      return outcomes;
    },
    findCommands: (ledgerId, commandIds) => orUnavailable(findCommands(pool, ledgerId, commandIds)),
    queueDepth: commits.waiting,
    meet: () => orUnavailable(onConnection(lineages, () => Promise.resolve())),
    close: async () => {
      await commits.close();
      await announcer.close();
    },
  };
};

type Group = { readonly ledgerId: string; readonly group: readonly Append[]; readonly isDryRun: boolean };

/** What was decided on another lineage is left out, and told so: the rest is no worse for it. */
const writeRest = async (
  { client, types, lineage }: Met,
  { ledgerId, group, isDryRun }: Group,
): Promise<GroupAnswer> => {
  const rest = group.filter((append) => !isOfAnother(lineage, append));
  const { results, headLockMs } =
    rest.length === 0
      ? { results: [], headLockMs: 0 }
      : await writeGroup(client, types, encodeGroup(ledgerId, rest, isDryRun));
  const told = new Map(rest.map((append, index) => [append, results[index]]));
  return { headLockMs, results: group.map((append) => told.get(append) ?? { result: 'replaced' }) };
};
