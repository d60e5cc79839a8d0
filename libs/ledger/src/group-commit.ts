import type { Append, AppendResult } from '@dealtrail/event-sourcing/log';
import type { GroupAnswer } from './append-sql.ts';
import type { Touched } from './footprint.ts';
import { takeGroup } from './group.ts';
import type { GroupLimits } from './group.ts';
import { asUnavailable } from './as-unavailable.ts';
import type { LogObserver } from './log-observer.ts';
import { isBadValue } from './sql-states.ts';

/** The queue is full: nothing was written, the same append may be sent again a little later. */
export class LogOverloaded extends Error {
  override readonly name = 'LogOverloaded';
}

export type GroupCommit = {
  readonly append: (append: Append, isDryRun: boolean) => Promise<AppendResult>;
  /** Appends that wait now, of all ledgers. */
  readonly waiting: () => number;
  /** Takes no more and waits for what is queued. */
  readonly close: () => Promise<void>;
};

export type GroupCommitSettings = {
  /** One transaction: a result for each append, in their order. */
  readonly write: (ledgerId: string, group: readonly Append[], isDryRun: boolean) => Promise<GroupAnswer>;
  readonly limits: GroupLimits;
  /** Groups of a ledger that may be on their way at once: while one is written to the disk the next is read in. */
  readonly flushersMax: number;
  /** Appends that may go out together however few there are in all. */
  readonly shareMin: number;
  /** Appends that may wait per ledger before more are turned away. */
  readonly waitingMax: number;
  readonly observe?: LogObserver;
};

type Waiting = {
  readonly append: Append;
  readonly since: number;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
};

/** Of one ledger; dry runs have their own, and go alone, so that each sees the log as it stands. */
type Queue = {
  readonly ledgerId: string;
  readonly isDryRun: boolean;
  waiting: Waiting[];
  /** What each group on its way has to do with. */
  readonly away: Set<Touched>;
  /** Appends in the groups on their way. */
  awayCount: number;
  isWoken: boolean;
  readonly onIdle: (() => void)[];
};

/**
 * Appends that wait go out together: while some groups are on their way to the disk the next gathers. Ledgers never wait
 * for each other.
 */
export const openGroupCommit = (settings: GroupCommitSettings): GroupCommit => {
  const queues = new Map<string, Queue>();
  let isClosed = false;

  const append = (wanted: Append, isDryRun: boolean): Promise<AppendResult> =>
    new Promise((resolve, reject) => {
      const queue = queueOf(queues, wanted.ledgerId, isDryRun);
      if (isClosed) reject(new Error('the log is closed'));
      else if (queue.waiting.length >= settings.waitingMax) reject(overloaded(settings, wanted.ledgerId));
      else {
        queue.waiting.push({ append: wanted, since: performance.now(), resolve, reject });
        wake(settings, queue);
      }
    });

  const close = async (): Promise<void> => {
    isClosed = true;
    for (const queue of queues.values()) await idle(queue);
  };

  const waiting = (): number => [...queues.values()].reduce((sum, queue) => sum + queue.waiting.length, 0);

  return { append, waiting, close };
};

const overloaded = ({ waitingMax }: GroupCommitSettings, ledgerId: string): LogOverloaded =>
  new LogOverloaded(`${String(waitingMax)} appends wait already for ledger ${ledgerId}`);

const queueOf = (queues: Map<string, Queue>, ledgerId: string, isDryRun: boolean): Queue => {
  const name = `${ledgerId} ${isDryRun ? 'dry' : 'real'}`;
  const queue = queues.get(name) ?? {
    ...{
      ledgerId,
      isDryRun,
      waiting: [],
      away: new Set<Touched>(),
      awayCount: 0,
      isWoken: false,
      onIdle: [],
    },
  };
  queues.set(name, queue);
  return queue;
};

const isIdle = (queue: Queue): boolean => queue.waiting.length === 0 && queue.away.size === 0;

const idle = (queue: Queue): Promise<void> =>
  new Promise((resolve) => {
    if (isIdle(queue)) resolve();
    else queue.onIdle.push(resolve);
  });

/** Later in the same turn of the event loop, so that whatever is asked in it goes into the first group. */
const wake = (settings: GroupCommitSettings, queue: Queue): void => {
  if (queue.isWoken || queue.away.size >= settings.flushersMax) return;
  queue.isWoken = true;
  setImmediate(() => {
    queue.isWoken = false;
    send(settings, queue);
  });
};

/**
 * One flusher does not take every caller and leave the others nothing: a share of those that wait or are on their way,
 * but no less than is worth a trip to the disk of its own.
 */
const shareOf = (
  { limits, flushersMax, shareMin }: GroupCommitSettings,
  { isDryRun, waiting, awayCount }: Queue,
): number => {
  if (isDryRun) return 1;
  const share = Math.ceil((waiting.length + awayCount) / flushersMax);
  return Math.min(limits.countMax, Math.max(shareMin, share));
};

const send = (settings: GroupCommitSettings, queue: Queue): void => {
  while (queue.away.size < settings.flushersMax && queue.waiting.length > 0) {
    const limits = { ...settings.limits, countMax: shareOf(settings, queue) };
    const { group, rest, touched } = takeGroup(queue.waiting, limits, queue.away);
    // Everything that waits has to do with what is on its way.
    if (group.length === 0) return;
    queue.waiting = rest;
    queue.away.add(touched);
    queue.awayCount += group.length;
    void commit(settings, queue, group).then(() => {
      queue.away.delete(touched);
      queue.awayCount -= group.length;
      wake(settings, queue);
      if (isIdle(queue)) for (const resolve of queue.onIdle.splice(0)) resolve();
    });
  }
};

/** Settles every member; never rejects. A value that the database cannot take is narrowed down by halves to its append. */
const commit = async (
  settings: GroupCommitSettings,
  queue: Queue,
  group: readonly Waiting[],
): Promise<void> => {
  const start = performance.now();
  try {
    const appends = group.map((waiting) => waiting.append);
    const { results, headLockMs } = await settings.write(queue.ledgerId, appends, queue.isDryRun);
    group.forEach((waiting, index) => {
      const result = results[index];
      if (result === undefined)
        waiting.reject(new Error(`no result for command ${waiting.append.commandId}`));
      else waiting.resolve(result);
    });
    if (!queue.isDryRun) observed(settings.observe, queue.ledgerId, { group, results, start, headLockMs });
  } catch (error) {
    if (group.length > 1 && isBadValue(error)) {
      const half = Math.ceil(group.length / 2);
      await commit(settings, queue, group.slice(0, half));
      await commit(settings, queue, group.slice(half));
    } else
      group.forEach((waiting) => {
        waiting.reject(asUnavailable(error));
      });
  }
};

type Committed = GroupAnswer & { readonly group: readonly Waiting[]; readonly start: number };

const observed = (
  observe: LogObserver | undefined,
  ledgerId: string,
  { group, results, start, headLockMs }: Committed,
): void =>
  observe?.({
    ledgerId,
    count: group.length,
    appended: results.filter((each) => each.result === 'appended' && each.outcome.event !== undefined).length,
    waitedMs: start - (group[0]?.since ?? start),
    writeMs: performance.now() - start,
    headLockMs,
  });
