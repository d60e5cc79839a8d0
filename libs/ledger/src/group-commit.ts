import type { Append, AppendResult } from '@dealtrail/event-sourcing/log';
import { takeGroup } from './group.ts';
import type { GroupLimits } from './group.ts';
import { asUnavailable } from './as-unavailable.ts';
import { isBadValue } from './sql-states.ts';

/** The queue is full: nothing was written, the same append may be sent again a little later. */
export class LogOverloaded extends Error {
  override readonly name = 'LogOverloaded';
}

export type GroupCommit = {
  readonly append: (append: Append, isDryRun: boolean) => Promise<AppendResult>;
  /** Takes no more and waits for what is queued. */
  readonly close: () => Promise<void>;
};

export type GroupCommitSettings = {
  /** One transaction: a result for each append, in their order. */
  readonly write: (
    ledgerId: string,
    group: readonly Append[],
    isDryRun: boolean,
  ) => Promise<readonly AppendResult[]>;
  readonly limits: GroupLimits;
  /** Appends that may wait per ledger before more are turned away. */
  readonly waitingMax: number;
};

type Waiting = {
  readonly append: Append;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
};
type Queue = { waiting: Waiting[]; drained: Promise<void> | undefined };

/**
 * Appends that wait go out together, one transaction at a time per ledger: while one group is on its way to the disk the
 * next gathers. Ledgers never wait for each other. A dry run goes alone, so that each sees the log as it stands.
 */
export const openGroupCommit = (settings: GroupCommitSettings): GroupCommit => {
  const queues = new Map<string, Queue>();
  let isClosed = false;

  const append = (wanted: Append, isDryRun: boolean): Promise<AppendResult> =>
    new Promise((resolve, reject) => {
      const queue = queueOf(queues, `${wanted.ledgerId} ${isDryRun ? 'dry' : 'real'}`);
      if (isClosed) reject(new Error('the log is closed'));
      else if (queue.waiting.length >= settings.waitingMax) {
        reject(
          new LogOverloaded(
            `${String(settings.waitingMax)} appends wait already for ledger ${wanted.ledgerId}`,
          ),
        );
      } else {
        queue.waiting.push({ append: wanted, resolve, reject });
        queue.drained ??= drain(settings, queue, wanted.ledgerId, isDryRun);
      }
    });

  const close = async (): Promise<void> => {
    isClosed = true;
    for (const queue of queues.values()) await queue.drained;
  };

  return { append, close };
};

const queueOf = (queues: Map<string, Queue>, name: string): Queue => {
  const queue = queues.get(name) ?? { waiting: [], drained: undefined };
  queues.set(name, queue);
  return queue;
};

const drain = async (
  settings: GroupCommitSettings,
  queue: Queue,
  ledgerId: string,
  isDryRun: boolean,
): Promise<void> => {
  // Whatever is asked in the same turn of the event loop goes into the first group.
  await new Promise((resolve) => setImmediate(resolve));
  while (queue.waiting.length > 0) {
    const limits = isDryRun ? { ...settings.limits, countMax: 1 } : settings.limits;
    const { group, rest } = takeGroup(queue.waiting, limits);
    queue.waiting = rest;
    await commit(group, (appends) => settings.write(ledgerId, appends, isDryRun));
  }
  queue.drained = undefined;
};

/** Settles every member; never rejects. A value that the database cannot take is narrowed down by halves to its append. */
const commit = async (
  group: readonly Waiting[],
  write: (appends: readonly Append[]) => Promise<readonly AppendResult[]>,
): Promise<void> => {
  try {
    const results = await write(group.map((waiting) => waiting.append));
    group.forEach((waiting, index) => {
      const result = results[index];
      if (result === undefined)
        waiting.reject(new Error(`no result for command ${waiting.append.commandId}`));
      else waiting.resolve(result);
    });
  } catch (error) {
    if (group.length > 1 && isBadValue(error)) {
      const half = Math.ceil(group.length / 2);
      await commit(group.slice(0, half), write);
      await commit(group.slice(half), write);
    } else
      group.forEach((waiting) => {
        waiting.reject(asUnavailable(error));
      });
  }
};
